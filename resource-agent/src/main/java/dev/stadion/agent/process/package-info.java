/**
 * What is to be started and what became of it, in words that the agent and its supervisor share.
 */
package dev.stadion.agent.process;
