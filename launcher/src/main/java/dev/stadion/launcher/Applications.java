package dev.stadion.launcher;

import dev.stadion.agent.AgentApplication;
import dev.stadion.chronos.ChronosApplication;
import dev.stadion.dropwizard.service.StadionApplication;
import dev.stadion.launcher.command.Role;
import dev.stadion.marathon.MarathonApplication;
import dev.stadion.master.MasterApplication;

/** The application of each role. */
public final class Applications {

  private Applications() {}

  /** A new one, not started. */
  public static StadionApplication<?> of(Role role) {
    return switch (role) {
      case MASTER -> new MasterApplication();
      case AGENT -> new AgentApplication();
      case MARATHON -> new MarathonApplication();
      case CHRONOS -> new ChronosApplication();
    };
  }
}
