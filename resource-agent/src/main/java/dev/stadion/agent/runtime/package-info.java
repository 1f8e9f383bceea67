/** The shell around the heart: journal, effects, life cycle. */
package dev.stadion.agent.runtime;
