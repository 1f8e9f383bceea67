/** The old reading documents and metrics, with their old words (mesos-v1.md §12); no server. */
package dev.stadion.master.document;
