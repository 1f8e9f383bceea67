/** The one way in: turns a command line into a running suite, one role, or a migration. */
package dev.stadion.launcher;
