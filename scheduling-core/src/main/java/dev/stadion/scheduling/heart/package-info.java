/** The contract between a pure scheduler and the loop that runs it. */
package dev.stadion.scheduling.heart;
