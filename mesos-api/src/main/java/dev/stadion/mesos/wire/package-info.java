/** The two encodings of the Mesos v1 API behind one pair of verbs (mesos-v1.md §1.2, §2). */
package dev.stadion.mesos.wire;
