/** Directories and files of tasks. */
package dev.stadion.agent.sandbox;
