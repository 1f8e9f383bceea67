/** What a user can ask for on the command line, as values. */
package dev.stadion.launcher.command;
