/** One run of a job and its attempts (chronos.md §8.1). */
package dev.stadion.chronos.run;
