/** Who did what, written down so that it cannot be changed unnoticed (promises.md §7.13). */
package dev.stadion.dropwizard.audit;
