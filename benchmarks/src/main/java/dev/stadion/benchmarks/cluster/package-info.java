/** A whole cluster's worth of agents and tasks on two masters of which one leads. */
package dev.stadion.benchmarks.cluster;
