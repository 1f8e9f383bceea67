/** How what a task asks for becomes a container: prepared, started, ended, found again. */
package dev.stadion.agent.container;
