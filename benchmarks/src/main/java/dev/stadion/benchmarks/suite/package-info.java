/** Whole services started in this process, and what a driver needs to talk to them. */
package dev.stadion.benchmarks.suite;
