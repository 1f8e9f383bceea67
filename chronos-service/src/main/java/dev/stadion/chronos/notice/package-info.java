/**
 * What is told to others about jobs and runs: events, and notices to people (chronos.md §10,
 * §12.15).
 */
package dev.stadion.chronos.notice;
