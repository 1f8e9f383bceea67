/** Where tasks may be placed, as values: operators over an offer and what is placed already. */
package dev.stadion.scheduling.constraint;
