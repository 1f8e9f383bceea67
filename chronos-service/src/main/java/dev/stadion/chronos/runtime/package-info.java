/** The heart in the world: its loop, the conversation with the master, the clock. */
package dev.stadion.chronos.runtime;
