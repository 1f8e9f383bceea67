/** What it takes to start a task: delays, ports, its environment, its place. */
package dev.stadion.marathon.launch;
