/** Agents that speak the real protocol and run nothing. */
package dev.stadion.benchmarks.simulated;
