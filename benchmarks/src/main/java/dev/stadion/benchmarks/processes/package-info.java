/** How fast one agent gets many real processes to run, and what they cost beside themselves. */
package dev.stadion.benchmarks.processes;
