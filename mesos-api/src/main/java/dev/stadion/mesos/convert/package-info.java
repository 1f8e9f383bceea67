/** Wire values to the pure core's vocabulary and back. */
package dev.stadion.mesos.convert;
