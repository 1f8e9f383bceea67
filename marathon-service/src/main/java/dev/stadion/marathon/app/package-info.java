/** What a user declares: definitions, their ids, what is legal in them and what changed. */
package dev.stadion.marathon.app;
