/** Other people's schedulers doing as little as they can on the same PostgreSQL. */
package dev.stadion.benchmarks.peers;
