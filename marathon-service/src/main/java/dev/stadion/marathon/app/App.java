package dev.stadion.marathon.app;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** A definition that was accepted, with the version under which it is known. */
public record App(AppDefinition definition, VersionInfo versionInfo) {
  public App {
    requireNonNull(definition, "definition");
    requireNonNull(versionInfo, "versionInfo");
  }

  /** An app nobody had before. */
  public static App created(AppDefinition definition, Instant now) {
    return new App(definition, VersionInfo.created(now));
  }

  /** This app after it was redefined, stamped according to what changed (marathon.md §11). */
  public App redefined(AppDefinition next, Instant now) {
    return switch (changeTo(next)) {
      case NONE -> this;
      case SCALE -> new App(next, versionInfo.scaled(now));
      case UPGRADE -> new App(next, VersionInfo.created(now));
    };
  }

  /** The same definition under a new version, so that every instance is replaced. */
  public App restarted(Instant now) {
    return new App(definition, versionInfo.restarted(now));
  }

  /** What becomes different when {@code next} takes the place of this app's definition. */
  public Change changeTo(AppDefinition next) {
    if (definition.equals(next)) {
      return Change.NONE;
    }
    return definition.withInstances(next.instances()).equals(next) ? Change.SCALE : Change.UPGRADE;
  }

  /** How far-reaching a change is. */
  public enum Change {
    /** Nothing differs. */
    NONE,
    /** Only the number of instances differs. */
    SCALE,
    /** Tasks must be replaced. */
    UPGRADE
  }

  public PathId id() {
    return definition.id();
  }

  public Instant version() {
    return versionInfo.version();
  }
}
