/** Programs on mesosphere's marathon-client for Java, which reads with Gson and asks with Feign. */
package dev.stadion.interop.marathon;
