package dev.stadion.scheduling.resource;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Optional;

/**
 * What makes some disk more than space: where it comes from, and the data that is kept on it
 * (mesos-v1.md §6.4).
 *
 * @param persistence present for data that outlives its tasks
 * @param volume where a task sees it
 * @param source absent for the agent's work directory
 */
public record Disk(
    Optional<Persistence> persistence, Optional<Volume> volume, Optional<Source> source)
    implements Comparable<Disk> {
  private static final Comparator<Disk> ORDER =
      Comparator.comparing(Disk::persistence, Absent.first())
          .thenComparing(Disk::volume, Absent.first())
          .thenComparing(Disk::source, Absent.first());

  /**
   * Who keeps data here.
   *
   * @param id unique for its role on its agent; a directory name
   */
  public record Persistence(String id, Optional<String> principal)
      implements Comparable<Persistence> {
    private static final Comparator<Persistence> ORDER =
        Comparator.comparing(Persistence::id).thenComparing(Persistence::principal, Absent.first());

    public Persistence {
      requireNonNull(id, "id");
      requireNonNull(principal, "principal");
    }

    @Override
    public int compareTo(Persistence other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * How a task sees it.
   *
   * @param containerPath relative to the sandbox
   * @param hostPath only where the framework named one, which no persistent volume may
   */
  public record Volume(String containerPath, Optional<String> hostPath, boolean readOnly)
      implements Comparable<Volume> {
    private static final Comparator<Volume> ORDER =
        Comparator.comparing(Volume::containerPath)
            .thenComparing(Volume::hostPath, Absent.first())
            .thenComparing(Volume::readOnly);

    public Volume {
      requireNonNull(containerPath, "containerPath");
      requireNonNull(hostPath, "hostPath");
    }

    @Override
    public int compareTo(Volume other) {
      return ORDER.compare(this, other);
    }
  }

  /** A disk of its own beside the work directory. */
  public record Source(
      Type type, Optional<String> root, Optional<String> id, Optional<String> profile)
      implements Comparable<Source> {
    private static final Comparator<Source> ORDER =
        Comparator.comparing(Source::type)
            .thenComparing(Source::root, Absent.first())
            .thenComparing(Source::id, Absent.first())
            .thenComparing(Source::profile, Absent.first());

    /** A directory that is shared out, or a whole file system that is given away in one piece. */
    public enum Type {
      PATH,
      MOUNT
    }

    public Source {
      requireNonNull(type, "type");
      requireNonNull(root, "root");
      requireNonNull(id, "id");
      requireNonNull(profile, "profile");
    }

    @Override
    public int compareTo(Source other) {
      return ORDER.compare(this, other);
    }
  }

  public Disk {
    requireNonNull(persistence, "persistence");
    requireNonNull(volume, "volume");
    requireNonNull(source, "source");
  }

  /** A persistent volume in the work directory. */
  public static Disk volume(String id, String principal, String containerPath) {
    return new Disk(
        Optional.of(new Persistence(id, Optional.of(principal))),
        Optional.of(new Volume(containerPath, Optional.empty(), false)),
        Optional.empty());
  }

  /** Whether it can only be taken as a whole. */
  public boolean indivisible() {
    return persistence.isPresent()
        || source.filter(from -> from.type() == Source.Type.MOUNT).isPresent();
  }

  @Override
  public int compareTo(Disk other) {
    return ORDER.compare(this, other);
  }
}
