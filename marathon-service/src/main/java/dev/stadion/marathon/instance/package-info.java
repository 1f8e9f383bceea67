/** One instance's life: its ids, its goal, its condition. */
package dev.stadion.marathon.instance;
