/** What the resource master decides: agents, frameworks, offers, tasks, and nothing but values. */
package dev.stadion.master.heart;
