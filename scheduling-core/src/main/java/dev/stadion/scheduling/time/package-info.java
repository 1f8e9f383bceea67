/** Time as text. */
package dev.stadion.scheduling.time;
