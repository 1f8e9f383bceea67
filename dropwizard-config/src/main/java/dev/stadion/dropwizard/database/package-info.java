/** PostgreSQL: pools, sessions, migrations and fenced transactions (promises.md §2). */
package dev.stadion.dropwizard.database;
