/**
 * A small world with one clock, one queue and one source of chance, and everything that goes wrong.
 */
package dev.stadion.sim.kernel;
