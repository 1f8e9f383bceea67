/** The life of a task as Mesos tells it. */
package dev.stadion.scheduling.task;
