/** What a machine has to give, as a framework sees it. */
package dev.stadion.scheduling.offer;
