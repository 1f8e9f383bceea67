/** Who asks: HTTP Basic for the endpoints of master and agent (mesos-v1.md §14). */
package dev.stadion.dropwizard.auth;
