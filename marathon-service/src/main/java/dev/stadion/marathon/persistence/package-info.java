/** The scheduler's memory: on PostgreSQL, and as a model of that for tests and the simulation. */
package dev.stadion.marathon.persistence;
