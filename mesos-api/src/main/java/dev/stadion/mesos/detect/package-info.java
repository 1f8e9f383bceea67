/** Finding the masters, for whoever talks to one: frameworks and agents (mesos-v1.md §15). */
package dev.stadion.mesos.detect;
