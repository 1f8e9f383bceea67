package dev.stadion.scheduling.resource;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One layer of a resource's reservations: for whom it is set aside, and by whom (mesos-v1.md §6.4).
 *
 * @param labels sorted, so that their order on the wire makes no difference
 */
public record Reservation(Type type, String role, Optional<String> principal, List<Label> labels)
    implements Comparable<Reservation> {
  private static final Comparator<Reservation> ORDER =
      Comparator.comparing(Reservation::role)
          .thenComparing(Reservation::type)
          .thenComparing(r -> r.principal, Absent.first())
          .thenComparing(Reservation::labels, Absent.lists());

  /** Made by the agent's own settings, or by an operation. */
  public enum Type {
    STATIC,
    DYNAMIC
  }

  /** A name with or without a value, as frameworks stick them on what is theirs. */
  public record Label(String key, Optional<String> value) implements Comparable<Label> {
    private static final Comparator<Label> ORDER =
        Comparator.comparing(Label::key).thenComparing(Label::value, Absent.first());

    public Label {
      requireNonNull(key, "key");
      requireNonNull(value, "value");
    }

    @Override
    public int compareTo(Label other) {
      return ORDER.compare(this, other);
    }
  }

  public Reservation {
    requireNonNull(type, "type");
    requireNonNull(role, "role");
    requireNonNull(principal, "principal");
    labels = labels.isEmpty() ? List.of() : labels.stream().sorted().toList();
  }

  /** Set aside by the agent's own settings. */
  public static Reservation fixed(String role) {
    return new Reservation(Type.STATIC, role, Optional.empty(), List.of());
  }

  /** Set aside by an operation. */
  public static Reservation dynamic(String role, String principal) {
    return new Reservation(Type.DYNAMIC, role, Optional.of(principal), List.of());
  }

  @Override
  public int compareTo(Reservation other) {
    return ORDER.compare(this, other);
  }
}
