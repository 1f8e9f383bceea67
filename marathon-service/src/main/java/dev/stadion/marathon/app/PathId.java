package dev.stadion.marathon.app;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Names an app or a group in the tree, such as {@code /prod/db} (marathon.md §2).
 *
 * @param value absolute and canonical: a leading slash, no empty, {@code .} or {@code ..} segments
 */
public record PathId(String value) implements Comparable<PathId> {
  public static final PathId ROOT = new PathId("/");

  /** The rule every segment obeys, in the words clients compare. */
  static final String SEGMENT =
      "^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])|(\\.|\\.\\.)$";

  private static final List<String> RESERVED = List.of("restart", "tasks", "versions", ".", "..");

  /** Task ids embed the app's id and may not exceed 255 characters. */
  private static final int MAX_LENGTH = 190;

  public PathId {
    if (!value.startsWith("/")) {
      throw new IllegalArgumentException("Path needs to be absolute: " + value);
    }
  }

  /** Resolves {@code text} against the root. */
  public static PathId of(String text) {
    return ROOT.resolve(text);
  }

  /**
   * Resolves {@code text} against this: absolute paths stand for themselves, doubled slashes
   * collapse, {@code ..} above the root stays at the root.
   */
  public PathId resolve(String text) {
    var segments = new ArrayList<String>();
    if (!text.startsWith("/")) {
      segments.addAll(segments());
    }
    for (String segment : text.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> {
          if (!segments.isEmpty()) {
            segments.removeLast();
          }
        }
        default -> segments.add(segment);
      }
    }
    return new PathId("/" + String.join("/", segments));
  }

  public boolean isRoot() {
    return value.length() == 1;
  }

  public List<String> segments() {
    return isRoot() ? List.of() : List.of(value.substring(1).split("/", -1));
  }

  /** The enclosing group; the root's parent is the root. */
  public PathId parent() {
    int slash = value.lastIndexOf('/');
    return slash <= 0 ? ROOT : new PathId(value.substring(0, slash));
  }

  /** Whether {@code other} is this or lies below it. */
  public boolean contains(PathId other) {
    return isRoot()
        || other.value.equals(value)
        || (other.value.startsWith(value) && other.value.charAt(value.length()) == '/');
  }

  /** Segments joined with {@code _}: reversible, because {@code _} is illegal in segments. */
  public String safe() {
    return value.substring(1).replace('/', '_');
  }

  /** The inverse of {@link #safe}. */
  public static PathId ofSafe(String safe) {
    return new PathId("/" + safe.replace('_', '/'));
  }

  /** Segments reversed and joined with dots: the Mesos task name and discovery name. */
  public String hostName() {
    var reversed = new ArrayList<>(segments());
    Collections.reverse(reversed);
    return String.join(".", reversed);
  }

  /** Whether {@code text} passes the syntax check of a path in JSON; relative paths do. */
  public static boolean isWellFormed(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (String segment : text.split("/", -1)) {
      if (!segment.isEmpty() && !segment.equals("..") && !isLegalSegment(segment)) {
        return false;
      }
    }
    return true;
  }

  /** Why this cannot be an app's id, in the words of marathon.md §2; empty when it can. */
  public Optional<String> problemAsAppId() {
    return isRoot() ? Optional.of("must not be root") : problemAsGroupId();
  }

  /** Why this cannot be a group's id; empty when it can. */
  public Optional<String> problemAsGroupId() {
    if (isRoot()) {
      return Optional.empty();
    }
    List<String> segments = segments();
    if (segments.stream().anyMatch(segment -> !isLegalSegment(segment))) {
      return Optional.of("must fully match regular expression '" + SEGMENT + "'");
    }
    if (RESERVED.contains(segments.getLast())) {
      return Optional.of(
          "must not end with any of the following reserved keywords: "
              + String.join(", ", RESERVED));
    }
    if (value.length() > MAX_LENGTH) {
      return Optional.of("must not be longer than " + MAX_LENGTH + " characters");
    }
    return Optional.empty();
  }

  /** Written by hand: the regular expression backtracks without bound on hostile input. */
  private static boolean isLegalSegment(String segment) {
    for (String label : segment.split("\\.", -1)) {
      if (label.isEmpty()
          || label.charAt(0) == '-'
          || label.charAt(label.length() - 1) == '-'
          || !label.chars().allMatch(PathId::isLegalCharacter)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLegalCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }

  @Override
  public int compareTo(PathId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
