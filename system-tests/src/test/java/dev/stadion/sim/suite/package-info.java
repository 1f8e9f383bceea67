/** The real hearts of master, Marathon and Chronos, with model agents, in one simulated world. */
package dev.stadion.sim.suite;
