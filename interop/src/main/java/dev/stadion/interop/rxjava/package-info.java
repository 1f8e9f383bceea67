/** Frameworks on the public mesos-rxjava library, which speaks protobuf only. */
package dev.stadion.interop.rxjava;
