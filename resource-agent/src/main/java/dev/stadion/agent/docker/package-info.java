/** Containers of type DOCKER, by a Docker engine on this machine. */
package dev.stadion.agent.docker;
