/** A real PostgreSQL server of our own, for when no other is configured (stack.md §1). */
package dev.stadion.dropwizard.postgres;
