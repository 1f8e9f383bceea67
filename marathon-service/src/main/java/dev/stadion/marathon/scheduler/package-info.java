/** The heart: what is known, what happens, what is decided, what shall be remembered and done. */
package dev.stadion.marathon.scheduler;
