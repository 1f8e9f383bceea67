/** The serving side of an endless RecordIO answer: who may send, who writes, when it beats. */
package dev.stadion.mesos.stream;
