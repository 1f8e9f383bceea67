package dev.stadion.launcher;

import dev.stadion.conformance.Conformance;
import dev.stadion.launcher.command.Command;
import dev.stadion.launcher.command.CommandLine;
import dev.stadion.launcher.command.HelpText;
import dev.stadion.launcher.command.UsageException;
import dev.stadion.launcher.database.DatabaseCommand;
import dev.stadion.launcher.dev.DevCommand;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;

/** Where every {@code stadion} command begins. */
public final class Main {
  private static final int WRONG_USAGE = 2;

  private Main() {}

  /** Runs one command; the JVM ends with its exit code. */
  public static void main(String[] arguments) throws Exception {
    OptionalInt code = run(List.of(arguments), System.out, System.err);
    if (code.isPresent()) {
      System.exit(code.getAsInt());
    }
  }

  /** Returns the exit code, or nothing if a server was started and now runs by itself. */
  static OptionalInt run(List<String> arguments, PrintStream out, PrintStream err)
      throws Exception {
    Command command;
    try {
      command = CommandLine.parse(arguments);
    } catch (UsageException e) {
      err.println("stadion: " + e.getMessage() + "\n\n" + HelpText.about(e.topic()));
      return OptionalInt.of(WRONG_USAGE);
    }
    return switch (command) {
      case Command.Help(var topic) -> say(HelpText.about(topic), out);
      case Command.Version() -> say("stadion " + Version.text(), out);
      case Command.Dev(var options) -> OptionalInt.of(DevCommand.run(options, out, err));
      case Command.Database database -> OptionalInt.of(DatabaseCommand.run(database, out, err));
      case Command.Conformance(var master, var agentWait, var only) ->
          OptionalInt.of(Conformance.run(master, agentWait, only, out));
      case Command.Serve(var role, var words) -> {
        Applications.of(role).run(words.toArray(String[]::new));
        yield OptionalInt.empty();
      }
    };
  }

  private static OptionalInt say(String text, PrintStream out) {
    out.println(text);
    return OptionalInt.of(0);
  }
}
