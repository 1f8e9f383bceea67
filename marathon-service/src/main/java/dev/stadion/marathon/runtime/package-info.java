/** The shell around the heart: the loop, the conversation with the master, the event stream. */
package dev.stadion.marathon.runtime;
