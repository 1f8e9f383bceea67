/** Where the master remembers: PostgreSQL, and a model of it that passes the same tests. */
package dev.stadion.master.persistence;
