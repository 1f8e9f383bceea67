/** The simulation: real hearts, virtual time, and everything that goes wrong (promises.md §9). */
package dev.stadion.sim;
