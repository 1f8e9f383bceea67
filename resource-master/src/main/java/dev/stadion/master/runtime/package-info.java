/** Runs the master's heart: the loop, the streams to frameworks and agents, the effects. */
package dev.stadion.master.runtime;
