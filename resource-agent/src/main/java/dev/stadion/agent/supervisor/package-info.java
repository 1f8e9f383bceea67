/**
 * The small process that is the parent of every task, so that tasks outlive the agent and somebody
 * learns their exit status. Uses nothing but the JDK: its class path is this module alone.
 */
package dev.stadion.agent.supervisor;
