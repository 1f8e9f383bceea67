/**
 * Between the heart's values and the messages on the wire; pure, and used by the simulation too.
 */
package dev.stadion.master.wire;
