package dev.stadion.marathon.instance;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.PathId;
import dev.stadion.scheduling.id.TaskId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names an instance for as long as it shall run, over all its tasks (marathon.md §9).
 *
 * @param uuid time-based in shape
 */
public record InstanceId(PathId app, UUID uuid) implements Comparable<InstanceId> {
  private static final String MARK = ".instance-";
  private static final int UUID_LENGTH = 36;

  /** Longer than any id of a task can be: Mesos allows 255 characters. */
  private static final int LONGEST = 255;

  /**
   * An instance of today, or a task of old: {@code app.<uuid>}, {@code app_<uuid>}, {@code
   * app.marathon-<uuid>}, each with a name or a number after it or without.
   */
  private static final Pattern OF_ANY_AGE =
      Pattern.compile(
          "([^_.].*?)(?:\\.(?:instance-|marathon-)|[._])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
              + "(?:[._][^.]+)?(?:\\.\\d+)?");

  public InstanceId {
    requireNonNull(app, "app");
    requireNonNull(uuid, "uuid");
  }

  /** The name of this instance's {@code incarnation}-th task, counted from 1. */
  public TaskId task(int incarnation) {
    return new TaskId(this + "._app." + incarnation);
  }

  /** The name of the task of a pod's container. */
  public TaskId task(String container, int incarnation) {
    return new TaskId(this + "." + container + "." + incarnation);
  }

  /** The instance an id of an instance or of one of its tasks, of whatever age, belongs to. */
  public static Optional<InstanceId> parse(String text) {
    int mark = text.lastIndexOf(MARK);
    int uuidAt = mark + MARK.length();
    if (mark <= 0 || text.length() < uuidAt + UUID_LENGTH) {
      return Optional.empty();
    }
    String rest = text.substring(uuidAt + UUID_LENGTH);
    if (!rest.isEmpty() && rest.charAt(0) != '.' && rest.charAt(0) != '_') {
      return Optional.empty();
    }
    return uuid(text.substring(uuidAt, uuidAt + UUID_LENGTH))
        .map(uuid -> new InstanceId(PathId.ofSafe(text.substring(0, mark)), uuid));
  }

  /** As {@link #parse}, but whoever kept the id of a task of an older Marathon may use it, too. */
  public static Optional<InstanceId> ofAnyAge(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher known = OF_ANY_AGE.matcher(text);
    return known.matches()
        ? uuid(known.group(2)).map(uuid -> new InstanceId(PathId.ofSafe(known.group(1)), uuid))
        : Optional.empty();
  }

  private static Optional<UUID> uuid(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      // The parser of the JDK is lenient; an id must be spelled in one way only.
      return uuid.toString().equals(text) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(InstanceId other) {
    int byApp = app.compareTo(other.app);
    return byApp != 0 ? byApp : uuid.compareTo(other.uuid);
  }

  @Override
  public String toString() {
    return app.safe() + MARK + uuid;
  }
}
