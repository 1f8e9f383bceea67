/** How long the master's heart takes to offer a big cluster. */
package dev.stadion.benchmarks.offers;
