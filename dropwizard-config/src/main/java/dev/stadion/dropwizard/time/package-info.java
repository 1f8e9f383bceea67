/** Time that only runs forward; the wall clock is {@link java.time.InstantSource}. */
package dev.stadion.dropwizard.time;
