/** What the agent answers over HTTP. */
package dev.stadion.agent.api;
