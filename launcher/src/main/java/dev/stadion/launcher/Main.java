package dev.stadion.launcher;

import dev.stadion.launcher.command.Command;
import dev.stadion.launcher.command.CommandLine;
import dev.stadion.launcher.command.HelpText;
import dev.stadion.launcher.command.UsageException;
import java.io.PrintStream;
import java.util.List;

/** Where every {@code stadion} command begins. */
public final class Main {
  private static final int WRONG_USAGE = 2;

  private Main() {}

  /** Runs one command; the JVM ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    Command command;
    try {
      command = CommandLine.parse(arguments);
    } catch (UsageException e) {
      err.println("stadion: " + e.getMessage() + "\n\n" + HelpText.about(e.topic()));
      return WRONG_USAGE;
    }
    switch (command) {
      case Command.Help(var topic) -> out.println(HelpText.about(topic));
      case Command.Version() -> out.println("stadion " + Version.text());
      case Command.Dev dev -> throw new UnsupportedOperationException(dev.toString());
      case Command.Serve serve -> throw new UnsupportedOperationException(serve.toString());
      case Command.Database db -> throw new UnsupportedOperationException(db.toString());
    }
    return 0;
  }
}
