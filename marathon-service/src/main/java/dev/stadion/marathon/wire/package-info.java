/**
 * The JSON of marathon.md as trees: definitions are read from it, legacy spellings included, and
 * everything is written as it. Shared by the API and the database.
 */
package dev.stadion.marathon.wire;
