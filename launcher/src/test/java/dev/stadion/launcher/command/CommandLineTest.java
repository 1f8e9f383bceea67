package dev.stadion.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.launcher.command.Command.Database.Action;
import dev.stadion.launcher.command.Command.Topic;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @Test
  void devWithoutOptionsTakesTheDefaults() throws UsageException {
    assertThat(parse("dev")).isEqualTo(new Command.Dev(DevOptions.DEFAULT));
  }

  @Test
  void devUnderstandsEveryOption() throws UsageException {
    Command command =
        parse(
            "dev --port-offset 100 --data-dir /tmp/d --keep-tasks --agents 3"
                + " --task-ports 40000-40999");

    assertThat(command)
        .isEqualTo(
            new Command.Dev(
                DevOptions.DEFAULT
                    .withPorts(new Ports.Shifted(100))
                    .withDataDirectory(Path.of("/tmp/d"))
                    .withKeepTasks()
                    .withAgents(3)
                    .withTaskPorts(new PortRange(40_000, 40_999))));
  }

  @Test
  void aValueMayFollowAnEqualsSignAndHoldBlanks() throws UsageException {
    assertThat(CommandLine.parse(List.of("dev", "--data-dir=/tmp/my data=1")))
        .isEqualTo(
            new Command.Dev(DevOptions.DEFAULT.withDataDirectory(Path.of("/tmp/my data=1"))));
  }

  @Test
  void freePortsAreAnOption() throws UsageException {
    assertThat(parse("dev --free-ports"))
        .isEqualTo(new Command.Dev(DevOptions.DEFAULT.withPorts(new Ports.Free())));
  }

  @Test
  void anEphemeralSuiteTouchesNoDirectoryOfTheUser() throws UsageException {
    assertThat(parse("dev --ephemeral"))
        .isEqualTo(new Command.Dev(DevOptions.DEFAULT.withEphemeral()));
    assertRefused(
        "dev --ephemeral --data-dir /tmp/d",
        "--ephemeral uses a directory of its own, so --data-dir cannot be given too",
        Topic.DEV);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dev --port-offset        | --port-offset needs a value",
        "dev --port-offset=       | --port-offset needs a value",
        "dev --port-offset x      | --port-offset must be a number from 0 to 40000, not 'x'",
        "dev --port-offset -1     | --port-offset must be a number from 0 to 40000, not '-1'",
        "dev --port-offset 999999 | --port-offset must be a number from 0 to 40000, not '999999'",
        "dev --agents 0           | --agents must be a number from 1 to 50, not '0'",
        "dev --agents 51          | --agents must be a number from 1 to 50, not '51'",
        "dev --task-ports 9-1     | --task-ports: not a range of ports: 9-1",
        "dev --task-ports 1       | --task-ports: not a range of ports such as 31000-32000: 1",
        "dev --agents 3 --task-ports 1-2 | --task-ports has fewer ports than there are agents",
        "dev --ephemeral=yes      | --ephemeral takes no value",
        "dev --loud               | unknown option '--loud'",
        "dev extra                | unknown option 'extra'",
      })
  void aWrongDevOptionIsNamed(String line, String message) {
    assertRefused(line, message, Topic.DEV);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aRoleKeepsItsArguments(Role role) throws UsageException {
    assertThat(CommandLine.parse(List.of(role.word(), "server", "my conf.yml")))
        .isEqualTo(new Command.Serve(role, List.of("server", "my conf.yml")));
  }

  @Test
  void aRoleWithoutArgumentsIsRefused() {
    assertRefused(
        "master", "say what the master shall do, usually: server <file.yml>", Topic.SERVE);
  }

  @Test
  void theDatabaseIsMigratedOrAskedForItsStatus() throws UsageException {
    assertThat(parse("db migrate a.yml"))
        .isEqualTo(new Command.Database(Action.MIGRATE, Path.of("a.yml")));
    assertThat(parse("db status a.yml"))
        .isEqualTo(new Command.Database(Action.STATUS, Path.of("a.yml")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db               | say migrate or status",
        "db drop a.yml    | unknown action 'drop'",
        "db migrate       | name one configuration file",
        "db migrate a b   | name one configuration file",
      })
  void aWrongDatabaseActionIsNamed(String line, String message) {
    assertRefused(line, message, Topic.DATABASE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--help", "help"})
  void helpIsFoundUnderItsUsualNames(String line) throws UsageException {
    assertThat(parse(line)).isEqualTo(new Command.Help(Topic.STADION));
  }

  @ParameterizedTest
  @CsvSource({
    "dev -h, DEV",
    "dev --agents 2 --help, DEV",
    "help dev, DEV",
    "master --help, SERVE",
    "help agent, SERVE",
    "db -h, DATABASE",
    "help db, DATABASE",
  })
  void everyCommandHasHelp(String line, Topic topic) throws UsageException {
    assertThat(parse(line)).isEqualTo(new Command.Help(topic));
    assertThat(HelpText.about(topic)).contains("usage:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zookeeper  | unknown command 'zookeeper'",
        "help zoo   | there is no help about 'zoo'",
      })
  void anUnknownCommandIsNamed(String line, String message) {
    assertRefused(line, message, Topic.STADION);
  }

  @Test
  void nothingIsNotACommand() {
    assertThatThrownBy(() -> CommandLine.parse(List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage("say what to start");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-V", "--version", "version"})
  void theVersionCanBeAsked(String line) throws UsageException {
    assertThat(parse(line)).isEqualTo(new Command.Version());
  }

  private static Command parse(String line) throws UsageException {
    return CommandLine.parse(List.of(line.split(" ")));
  }

  private static void assertRefused(String line, String message, Topic topic) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOfSatisfying(UsageException.class, e -> assertThat(e.topic()).isEqualTo(topic))
        .hasMessage(message);
  }
}
