package dev.stadion.launcher.command;

import dev.stadion.launcher.command.Command.Topic;

/** How each command is used. */
public final class HelpText {

  private HelpText() {}

  /** The text about {@code topic}, without a final line end. */
  public static String about(Topic topic) {
    return switch (topic) {
      case STADION ->
          """
          Stadion keeps apps running and fires jobs on a pool of machines.

          usage:
            stadion dev [options]                             the whole suite here, for one machine
            stadion master|agent|marathon|chronos server FILE one role, configured by a YAML file
            stadion db migrate|status FILE                    the schemas in the database of a FILE
            stadion conformance MASTER                        does it keep the rules of Mesos v1?
            stadion --version
            stadion help [dev|master|agent|marathon|chronos|db|conformance]\
          """;
      case DEV ->
          """
          usage: stadion dev [options]

          Runs master, agent, marathon and chronos on an embedded PostgreSQL until Ctrl-C.

            --port-offset N      add N to every server's port, so that two suites can run
            --free-ports         take any free ports; <data dir>/suite.json tells which
            --data-dir DIR       where everything is kept (default .stadion)
            --ephemeral          keep everything in a temporary directory and delete it at the end
            --keep-tasks         leave tasks running at the end; the next start adopts them
            --agents N           so many agents (default 1)
            --task-ports A-B     what tasks may listen on (default 31000-32000)
            -h, --help           this text\
          """;
      case SERVE ->
          """
          usage: stadion master|agent|marathon|chronos server FILE
                 stadion master|agent|marathon|chronos check FILE

          Runs one role with the configuration in FILE, or only checks the file.
          The distribution's conf directory has one for each role. STADION_DATABASE_URL,
          STADION_DATABASE_USER and STADION_DATABASE_PASSWORD name a PostgreSQL 15 or newer,
          STADION_MASTER the master.\
          """;
      case DATABASE ->
          """
          usage: stadion db migrate FILE    bring every schema to this version
                 stadion db status FILE     tell which version every schema has

          FILE is any configuration with a database section. Services migrate their own schema
          when they start, too.\
          """;
      case CONFORMANCE ->
          """
          usage: stadion conformance MASTER [--agent-wait SECONDS] [--only TEXT]

          Asks the master at MASTER, such as http://127.0.0.1:5050, for every rule of the Mesos v1
          HTTP API that can be seen from outside, with frameworks of its own that it tears down.
          It needs an agent with a little room, and a minute or two. Exits with 0 when every rule
          is kept.

            --agent-wait N       skip rules about tasks when no offer came for so long (default 10)
            --only TEXT          only rules with TEXT in section or name\
          """;
    };
  }
}
