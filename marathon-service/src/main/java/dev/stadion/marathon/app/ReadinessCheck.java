package dev.stadion.marathon.app;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** How to find out whether a new task may take its predecessor's place (marathon.md §16). */
public record ReadinessCheck(
    String name,
    String protocol,
    String path,
    String portName,
    int intervalSeconds,
    int timeoutSeconds,
    SortedSet<Integer> httpStatusCodesForReady,
    boolean preserveLastResponse) {
  public ReadinessCheck {
    httpStatusCodesForReady =
        Collections.unmodifiableSortedSet(new TreeSet<>(httpStatusCodesForReady));
  }
}
