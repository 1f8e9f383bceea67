/** The nouns of the agent: what it was asked to run and what it says of it. */
package dev.stadion.agent.task;
