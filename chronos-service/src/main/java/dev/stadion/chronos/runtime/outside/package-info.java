/** What is fetched from agents and told to the world outside, off the scheduler's thread. */
package dev.stadion.chronos.runtime.outside;
