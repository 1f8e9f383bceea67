/** What a user does with Stadion, done to real processes of the distribution archive. */
package dev.stadion.stories;
