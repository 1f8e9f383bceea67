/**
 * The rules of mesos-v1.md as questions to a master, over nothing but HTTP: what a framework in any
 * language may rely on. Each {@link dev.stadion.conformance.Rule} names its section.
 */
package dev.stadion.conformance;
