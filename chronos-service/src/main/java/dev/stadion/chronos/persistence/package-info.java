/** Where jobs and runs are remembered. */
package dev.stadion.chronos.persistence;
