/** Cron expressions: their dialects, and which wall-clock times they match (chronos.md §12.1). */
package dev.stadion.chronos.schedule.cron;
