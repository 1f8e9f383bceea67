/** Arithmetic of cpus, memory, ports and friends. */
package dev.stadion.scheduling.resource;
