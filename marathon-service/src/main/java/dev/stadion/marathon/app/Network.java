package dev.stadion.marathon.app;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A network the tasks join (marathon.md §5.3). */
public record Network(Mode mode, Optional<String> name, SortedMap<String, String> labels) {
  public static final Network OF_THE_HOST =
      new Network(Mode.HOST, Optional.empty(), new TreeMap<>());

  public Network {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** Kinds of networks; the wire names are {@code host}, {@code container}, … */
  public enum Mode {
    HOST("host"),
    CONTAINER("container"),
    BRIDGE("container/bridge");

    private final String wireName;

    Mode(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }
}
