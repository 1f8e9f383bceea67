/** The HTTP face of the master: scheduler calls, agents, and the small reading endpoints. */
package dev.stadion.master.api;
