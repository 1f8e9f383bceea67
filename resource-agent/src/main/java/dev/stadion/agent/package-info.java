/** An agent as a service of its own. */
package dev.stadion.agent;
