/** Looks whether tasks are well, and says so when that changes (mesos-v1.md §6.9 and §6.10). */
package dev.stadion.agent.check;
