/** How fast an app with many instances gets to run. */
package dev.stadion.benchmarks.launch;
