/** An append-only file of records that survives being cut off anywhere. */
package dev.stadion.agent.journal;
