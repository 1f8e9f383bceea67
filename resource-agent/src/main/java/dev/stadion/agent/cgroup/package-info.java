/** Limits by control groups, where the machine allows. */
package dev.stadion.agent.cgroup;
