package dev.stadion.marathon.app;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A definition that was accepted, with the version under which it is known. Most of what is done
 * with apps is done with pods, too.
 */
public record App(RunSpec definition, VersionInfo versionInfo) {
  public App {
    requireNonNull(definition, "definition");
    requireNonNull(versionInfo, "versionInfo");
  }

  /** An app nobody had before. */
  public static App created(RunSpec definition, Instant now) {
    return new App(definition, VersionInfo.created(now));
  }

  /** This app after it was redefined, stamped according to what changed (marathon.md §11). */
  public App redefined(RunSpec next, Instant now) {
    return switch (changeTo(next)) {
      case NONE -> this;
      case SCALE -> new App(next, versionInfo.scaled(now));
      case UPGRADE -> new App(next, VersionInfo.created(now));
    };
  }

  /**
   * This app after it was redefined, whose tasks stay as they are.
   *
   * @return empty when they cannot: more than labels and the number of instances differs
   */
  public Optional<App> redefinedKeepingTasks(RunSpec next, Instant now) {
    return changeTo(next) != Change.UPGRADE
        ? Optional.of(redefined(next, now))
        : differsInLabels(next)
            ? Optional.of(new App(next, versionInfo.scaled(now)))
            : Optional.empty();
  }

  private boolean differsInLabels(RunSpec next) {
    RunSpec relabelled =
        switch (definition) {
          case AppDefinition app -> app.withLabels(next.labels());
          case PodDefinition pod ->
              next instanceof PodDefinition after ? pod.withLabelsOf(after) : pod;
        };
    return relabelled.withInstances(next.instances()).equals(next);
  }

  /** The same definition under a new version, so that every instance is replaced. */
  public App restarted(Instant now) {
    return new App(definition, versionInfo.restarted(now));
  }

  /** What becomes different when {@code next} takes the place of this app's definition. */
  public Change changeTo(RunSpec next) {
    if (definition.equals(next)) {
      return Change.NONE;
    }
    RunSpec treated =
        definition instanceof PodDefinition pod && next instanceof PodDefinition after
            ? pod.withTreatmentOf(after)
            : definition.withInstances(next.instances());
    return treated.equals(next) ? Change.SCALE : Change.UPGRADE;
  }

  /** How far-reaching a change is. */
  public enum Change {
    /** Nothing differs. */
    NONE,
    /** Nothing differs that an instance was launched with: above all how many there are. */
    SCALE,
    /** Tasks must be replaced. */
    UPGRADE
  }

  public boolean isPod() {
    return definition instanceof PodDefinition;
  }

  /**
   * The definition of an app.
   *
   * @throws IllegalStateException when this is a pod; whoever asks must know
   */
  public AppDefinition application() {
    return switch (definition) {
      case AppDefinition app -> app;
      case PodDefinition pod -> throw new IllegalStateException(pod.id() + " is a pod");
    };
  }

  /**
   * The definition of a pod.
   *
   * @throws IllegalStateException when this is an app
   */
  public PodDefinition pod() {
    return switch (definition) {
      case PodDefinition pod -> pod;
      case AppDefinition app -> throw new IllegalStateException(app.id() + " is not a pod");
    };
  }

  public PathId id() {
    return definition.id();
  }

  public Instant version() {
    return versionInfo.version();
  }
}
