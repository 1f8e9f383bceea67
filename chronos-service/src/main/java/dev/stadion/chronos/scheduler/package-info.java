/** The heart: what happened, what is known, what follows. Pure; nothing here knows a framework. */
package dev.stadion.chronos.scheduler;
