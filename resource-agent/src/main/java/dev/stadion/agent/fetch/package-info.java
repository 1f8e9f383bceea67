/**
 * Brings a task's artifacts into its sandbox before it starts (mesos-v1.md §9.5, promises.md §7.8).
 */
package dev.stadion.agent.fetch;
