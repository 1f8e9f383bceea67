/** Encrypted connections to whom nobody vouches for. */
package dev.stadion.dropwizard.tls;
