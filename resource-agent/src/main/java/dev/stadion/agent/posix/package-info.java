/** The few kernel calls that Java has no words for, and what {@code /proc} says of processes. */
package dev.stadion.agent.posix;
