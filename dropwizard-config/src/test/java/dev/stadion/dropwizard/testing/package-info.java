/** What the tests of every service stand on: a database, and clocks that are moved by hand. */
package dev.stadion.dropwizard.testing;
