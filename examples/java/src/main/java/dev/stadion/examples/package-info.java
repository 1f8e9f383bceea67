/** Frameworks small enough to be read in one sitting. */
package dev.stadion.examples;
