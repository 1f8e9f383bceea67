/** Load drivers: each prints ours beside the raw limit of the same run. */
package dev.stadion.benchmarks;
