package dev.stadion.launcher.command;

import static java.util.Objects.requireNonNull;

/** The command line asks for something that does not exist; the message says what would. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Command.Topic topic;

  UsageException(String message, Command.Topic topic) {
    super(message);
    this.topic = requireNonNull(topic, "topic");
  }

  /** Which help the user needs. */
  public Command.Topic topic() {
    return topic;
  }
}
