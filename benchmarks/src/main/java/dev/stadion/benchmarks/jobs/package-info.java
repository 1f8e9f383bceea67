/** Chronos at work on simulated agents: bursts, punctuality, graphs. */
package dev.stadion.benchmarks.jobs;
