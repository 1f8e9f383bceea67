package dev.stadion.launcher.command;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One thing a user can ask for. */
public sealed interface Command {

  /** Print how {@code topic} is used. */
  record Help(Topic topic) implements Command {
    public Help {
      requireNonNull(topic, "topic");
    }
  }

  /** Print the version. */
  record Version() implements Command {}

  /** Run the whole suite in this JVM until it is told to stop. */
  record Dev(DevOptions options) implements Command {
    public Dev {
      requireNonNull(options, "options");
    }
  }

  /**
   * Run one role.
   *
   * @param arguments handed to Dropwizard as they are, such as {@code server conf/master.yml}
   */
  record Serve(Role role, List<String> arguments) implements Command {
    public Serve {
      requireNonNull(role, "role");
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * Look after the database named in a configuration file.
   *
   * @param configuration any role's file with a {@code database} section
   */
  record Database(Action action, Path configuration) implements Command {
    public Database {
      requireNonNull(action, "action");
      requireNonNull(configuration, "configuration");
    }

    /** What to do with the schemas. */
    public enum Action {
      /** Bring every schema to the version of this distribution. */
      MIGRATE,
      /** Tell which version every schema has. */
      STATUS
    }
  }

  /**
   * Ask a master whether it keeps the rules of the Mesos v1 HTTP API.
   *
   * @param master any master, ours or another
   * @param agentWait how long to wait for an offer before rules about tasks are skipped
   * @param only a part of the rules' sections or names; empty asks all
   */
  record Conformance(URI master, Duration agentWait, String only) implements Command {
    public Conformance {
      requireNonNull(master, "master");
      requireNonNull(agentWait, "agentWait");
      requireNonNull(only, "only");
    }
  }

  /** What help exists about. */
  enum Topic {
    STADION,
    DEV,
    SERVE,
    DATABASE,
    CONFORMANCE
  }
}
