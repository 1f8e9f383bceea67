/** The resource master: agents register, offers go out, calls come in. */
package dev.stadion.master;
