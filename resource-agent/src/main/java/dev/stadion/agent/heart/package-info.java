/** The part of the agent that decides: pure. */
package dev.stadion.agent.heart;
