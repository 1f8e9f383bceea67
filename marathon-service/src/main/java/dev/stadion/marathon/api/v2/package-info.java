/** The REST API of Marathon (marathon.md §3): requests become commands, outcomes become answers. */
package dev.stadion.marathon.api.v2;
