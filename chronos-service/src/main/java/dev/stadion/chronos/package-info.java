/** Cron and DAG batch jobs: the service, wired from top to bottom. */
package dev.stadion.chronos;
