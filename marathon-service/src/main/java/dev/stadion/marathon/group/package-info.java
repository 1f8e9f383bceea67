/** The tree that the path ids imply, what groups say of themselves, and who must be up first. */
package dev.stadion.marathon.group;
