/** The JSON dialect of Mesos for any proto2 message of the schema (mesos-v1.md §2). */
package dev.stadion.mesos.json;
