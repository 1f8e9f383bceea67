/** Quartz as an alarm clock, and as nothing else. */
package dev.stadion.chronos.runtime.quartz;
