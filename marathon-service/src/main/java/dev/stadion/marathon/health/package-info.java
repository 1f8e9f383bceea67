/** Looking at tasks from outside: what is looked at, how, and how often. */
package dev.stadion.marathon.health;
