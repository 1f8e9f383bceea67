/** What the chassis measures, in Dropwizard's registry; units stand in the names. */
package dev.stadion.dropwizard.metrics;
