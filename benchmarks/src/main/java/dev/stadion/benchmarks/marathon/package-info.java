/** How fast Marathon deploys, answers and tells, and how much memory it takes. */
package dev.stadion.benchmarks.marathon;
