/** Looks after the schemas of a database. */
package dev.stadion.launcher.database;
