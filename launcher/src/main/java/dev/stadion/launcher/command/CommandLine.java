package dev.stadion.launcher.command;

import dev.stadion.launcher.command.Command.Database.Action;
import dev.stadion.launcher.command.Command.Topic;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Reads a command line. Options take their value as the next word or after {@code =}. */
public final class CommandLine {

  private CommandLine() {}

  /**
   * What the user asks for.
   *
   * @throws UsageException if that cannot be told, or does not exist
   */
  public static Command parse(List<String> words) throws UsageException {
    if (words.isEmpty()) {
      throw new UsageException("say what to start", Topic.STADION);
    }
    String first = words.getFirst();
    List<String> rest = words.subList(1, words.size());
    return switch (first) {
      case "-h", "--help", "help" -> help(rest);
      case "-V", "--version", "version" -> new Command.Version();
      case "dev" -> dev(rest);
      case "db" -> database(rest);
      case "conformance" -> ConformanceLine.parse(rest);
      default -> {
        Optional<Role> role = Role.ofWord(first);
        if (role.isEmpty()) {
          throw new UsageException("unknown command '" + first + "'", Topic.STADION);
        }
        yield serve(role.get(), rest);
      }
    };
  }

  private static Command help(List<String> words) throws UsageException {
    if (words.isEmpty()) {
      return new Command.Help(Topic.STADION);
    }
    String topic = words.getFirst();
    return switch (topic) {
      case "dev" -> new Command.Help(Topic.DEV);
      case "db" -> new Command.Help(Topic.DATABASE);
      case "conformance" -> new Command.Help(Topic.CONFORMANCE);
      default -> {
        if (Role.ofWord(topic).isEmpty()) {
          throw new UsageException("there is no help about '" + topic + "'", Topic.STADION);
        }
        yield new Command.Help(Topic.SERVE);
      }
    };
  }

  private static Command serve(Role role, List<String> words) throws UsageException {
    if (words.isEmpty()) {
      throw new UsageException(
          "say what the " + role.word() + " shall do, usually: server <file.yml>", Topic.SERVE);
    }
    return asksForHelp(words.getFirst())
        ? new Command.Help(Topic.SERVE)
        : new Command.Serve(role, words);
  }

  private static Command database(List<String> words) throws UsageException {
    if (words.isEmpty()) {
      throw new UsageException("say migrate or status", Topic.DATABASE);
    }
    String first = words.getFirst();
    if (asksForHelp(first)) {
      return new Command.Help(Topic.DATABASE);
    }
    Action action =
        switch (first) {
          case "migrate" -> Action.MIGRATE;
          case "status" -> Action.STATUS;
          default -> throw new UsageException("unknown action '" + first + "'", Topic.DATABASE);
        };
    if (words.size() != 2) {
      throw new UsageException("name one configuration file", Topic.DATABASE);
    }
    return new Command.Database(action, path(words.get(1), Topic.DATABASE));
  }

  private static Command dev(List<String> words) throws UsageException {
    Deque<String> left = new ArrayDeque<>(words);
    DevOptions options = DevOptions.DEFAULT;
    while (!left.isEmpty()) {
      String word = left.removeFirst();
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      if (equals >= 0) {
        left.addFirst(word.substring(equals + 1));
      }
      boolean takesValue = true;
      switch (name) {
        case "-h", "--help" -> {
          return new Command.Help(Topic.DEV);
        }
        case "--port-offset" ->
            options =
                options.withPorts(
                    new Ports.Shifted(number(name, left, 0, DevOptions.MOST_PORT_OFFSET)));
        case "--data-dir" ->
            options = options.withDataDirectory(path(value(name, left), Topic.DEV));
        case "--agents" ->
            options = options.withAgents(number(name, left, 1, DevOptions.MOST_AGENTS));
        case "--task-ports" -> options = options.withTaskPorts(range(name, left));
        default -> {
          takesValue = false;
          options = flag(options, name);
        }
      }
      if (equals >= 0 && !takesValue) {
        throw new UsageException(name + " takes no value", Topic.DEV);
      }
    }
    if (options.taskPorts().size() < options.agents()) {
      throw new UsageException("--task-ports has fewer ports than there are agents", Topic.DEV);
    }
    if (options.ephemeral() && options.dataDirectory().isPresent()) {
      throw new UsageException(
          "--ephemeral uses a directory of its own, so --data-dir cannot be given too", Topic.DEV);
    }
    return new Command.Dev(options);
  }

  private static DevOptions flag(DevOptions options, String name) throws UsageException {
    return switch (name) {
      case "--free-ports" -> options.withPorts(new Ports.Free());
      case "--ephemeral" -> options.withEphemeral();
      case "--keep-tasks" -> options.withKeepTasks();
      default -> throw new UsageException("unknown option '" + name + "'", Topic.DEV);
    };
  }

  private static String value(String option, Deque<String> left) throws UsageException {
    if (left.isEmpty() || left.getFirst().isEmpty()) {
      throw new UsageException(option + " needs a value", Topic.DEV);
    }
    return left.removeFirst();
  }

  private static int number(String option, Deque<String> left, int least, int most)
      throws UsageException {
    String text = value(option, left);
    if (text.matches("\\d{1,6}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new UsageException(
        "%s must be a number from %d to %d, not '%s'".formatted(option, least, most, text),
        Topic.DEV);
  }

  private static PortRange range(String option, Deque<String> left) throws UsageException {
    try {
      return PortRange.parse(value(option, left));
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage(), Topic.DEV);
    }
  }

  private static Path path(String text, Topic topic) throws UsageException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException("not a path: " + e.getMessage(), topic);
    }
  }

  static boolean asksForHelp(String word) {
    return word.equals("-h") || word.equals("--help");
  }
}
