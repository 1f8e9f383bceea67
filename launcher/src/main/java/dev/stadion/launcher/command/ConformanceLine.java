package dev.stadion.launcher.command;

import dev.stadion.launcher.command.Command.Topic;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Reads the words after {@code stadion conformance}. */
final class ConformanceLine {
  private static final Duration AGENT_WAIT = Duration.ofSeconds(10);

  private ConformanceLine() {}

  static Command parse(List<String> words) throws UsageException {
    Deque<String> left = new ArrayDeque<>(words);
    String master = null;
    Duration agentWait = AGENT_WAIT;
    String only = "";
    while (!left.isEmpty()) {
      String word = left.removeFirst();
      if (CommandLine.asksForHelp(word)) {
        return new Command.Help(Topic.CONFORMANCE);
      }
      switch (word) {
        case "--agent-wait" -> agentWait = seconds(next(word, left));
        case "--only" -> only = next(word, left);
        default -> {
          if (word.startsWith("-") || master != null) {
            throw new UsageException("unknown word '" + word + "'", Topic.CONFORMANCE);
          }
          master = word;
        }
      }
    }
    if (master == null) {
      throw new UsageException("name a master, such as http://127.0.0.1:5050", Topic.CONFORMANCE);
    }
    return new Command.Conformance(address(master), agentWait, only);
  }

  private static String next(String option, Deque<String> left) throws UsageException {
    if (left.isEmpty()) {
      throw new UsageException(option + " needs a value", Topic.CONFORMANCE);
    }
    return left.removeFirst();
  }

  private static Duration seconds(String text) throws UsageException {
    if (!text.matches("\\d{1,4}")) {
      throw new UsageException(
          "--agent-wait must be a number of seconds, not '" + text + "'", Topic.CONFORMANCE);
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private static URI address(String text) throws UsageException {
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new UsageException("not an address: " + e.getMessage(), Topic.CONFORMANCE);
    }
    throw new UsageException(
        "a master must be an address such as http://127.0.0.1:5050, not '" + text + "'",
        Topic.CONFORMANCE);
  }
}
