/** A master for tests: real sockets, and every misbehaviour on demand. */
package dev.stadion.offerclient.testing;
