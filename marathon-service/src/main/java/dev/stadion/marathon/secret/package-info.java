/** What apps may know and nobody else: sealed values under paths. */
package dev.stadion.marathon.secret;
