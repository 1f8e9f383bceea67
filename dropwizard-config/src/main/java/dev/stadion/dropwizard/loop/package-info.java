/** One writer per service: decisions on one thread, one commit for many, effects after it. */
package dev.stadion.dropwizard.loop;
