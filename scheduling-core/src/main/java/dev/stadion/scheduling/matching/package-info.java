/** Does this offer fit that demand, and if not, why not. */
package dev.stadion.scheduling.matching;
