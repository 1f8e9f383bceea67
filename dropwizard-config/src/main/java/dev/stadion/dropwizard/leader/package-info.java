/** Leadership by epoch and beat (promises.md §3). */
package dev.stadion.dropwizard.leader;
