/** The whole suite in one JVM: its directory, its configuration, its start and its end. */
package dev.stadion.launcher.dev;
