/** Whom this process may talk to when others name the address. */
package dev.stadion.dropwizard.net;
