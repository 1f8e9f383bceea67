/** The conversation with the master. */
package dev.stadion.agent.master;
