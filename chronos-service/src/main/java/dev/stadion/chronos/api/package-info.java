/** The REST API of both generations of Chronos (chronos.md §1). */
package dev.stadion.chronos.api;
