/** What the processes of containers use. */
package dev.stadion.agent.usage;
