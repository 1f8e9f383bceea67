/** The JSON document of a job: what users send and see, and what the database keeps. */
package dev.stadion.chronos.document;
