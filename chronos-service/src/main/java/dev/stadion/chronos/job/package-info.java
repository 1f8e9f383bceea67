/** What a user declares: jobs, their parents, and what is wrong with a declaration. */
package dev.stadion.chronos.job;
