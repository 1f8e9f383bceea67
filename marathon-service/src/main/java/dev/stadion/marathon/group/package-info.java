/** The tree that the path ids imply, and the order that dependencies demand. */
package dev.stadion.marathon.group;
