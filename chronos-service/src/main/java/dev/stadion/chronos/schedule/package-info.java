/** Repeating intervals: their grammar, their arithmetic, and when a job is due. */
package dev.stadion.chronos.schedule;
