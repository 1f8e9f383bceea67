/** The agent's side of the executor API: what is said to custom executors and what they say. */
package dev.stadion.agent.executor;
