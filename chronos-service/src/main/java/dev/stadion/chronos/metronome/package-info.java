/** Metronome's API over the same engine (dcos.md §5): its documents, and what they mean here. */
package dev.stadion.chronos.metronome;
