/** What other modules' tests borrow: the rules a pure heart must keep. */
package dev.stadion.scheduling.testing;
