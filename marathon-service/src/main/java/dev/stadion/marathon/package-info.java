/** The Marathon service: apps kept at their desired instance counts. */
package dev.stadion.marathon;
