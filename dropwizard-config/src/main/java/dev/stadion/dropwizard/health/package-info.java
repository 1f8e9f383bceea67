/** Health checks that mean something. */
package dev.stadion.dropwizard.health;
