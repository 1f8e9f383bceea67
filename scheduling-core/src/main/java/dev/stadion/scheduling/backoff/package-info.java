/** Waiting longer after each failure. */
package dev.stadion.scheduling.backoff;
