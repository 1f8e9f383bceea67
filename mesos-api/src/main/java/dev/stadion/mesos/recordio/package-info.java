/** RecordIO: how messages share one endless HTTP body (mesos-v1.md §1.3). */
package dev.stadion.mesos.recordio;
