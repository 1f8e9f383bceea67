/** Server-sent events for many readers, of whom none can hold the others up. */
package dev.stadion.dropwizard.sse;
