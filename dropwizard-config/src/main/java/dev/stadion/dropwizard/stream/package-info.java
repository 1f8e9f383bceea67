/**
 * Answers that never end, and refusals in plain text: what the call endpoints of Mesos have in
 * common.
 */
package dev.stadion.dropwizard.stream;
