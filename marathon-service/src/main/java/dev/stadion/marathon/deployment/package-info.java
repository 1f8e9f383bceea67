/** From one set of definitions to the next: plans, steps, and how many may be replaced at once. */
package dev.stadion.marathon.deployment;
