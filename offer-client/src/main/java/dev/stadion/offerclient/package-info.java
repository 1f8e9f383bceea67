/** A framework's conversation with a master: the Java SDK. */
package dev.stadion.offerclient;
