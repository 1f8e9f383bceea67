/** Names of things: each its own type, so that one can never be passed for another. */
package dev.stadion.scheduling.id;
