package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stadion.chronos.runtime.TaskInfos;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** chronos.md §7: a run as the task that the master is handed, line by line. */
class TaskConstructionTest {
  private final World world = new World();

  /** A job of this declaration that waits to be told to run. */
  private void has(String more) {
    world.post("{'name':'test','schedule':'R0//PT1H'%s}".formatted(more));
  }

  private TaskInfo runs(Optional<String> arguments) {
    world.happens(new ChronosEvent.RunNow("test", arguments));
    world.effects();
    world.isOffered();
    return world.effects().stream()
        .filter(ChronosEffect.Launch.class::isInstance)
        .flatMap(effect -> ((ChronosEffect.Launch) effect).tasks().stream())
        .map(TaskInfos::of)
        .findFirst()
        .orElseThrow();
  }

  private TaskInfo runs() {
    return runs(Optional.empty());
  }

  private static Map<String, String> environment(TaskInfo task) {
    return task.getCommand().getEnvironment().getVariablesList().stream()
        .collect(Collectors.toMap(Environment.Variable::getName, Environment.Variable::getValue));
  }

  // ---- §7.1
  // --------------------------------------------------------------------------------------

  @Test
  void section71TheIdNamesDueAttemptJobAndArguments() {
    has(",'command':'x','arguments':['-a','1:2','--B','test']");

    TaskInfo task = runs();

    assertThat(task.getTaskId().getValue())
        .isEqualTo("ct:" + world.now().toEpochMilli() + ":0:test:-a 1:2 --B test");
    assertThat(task.getName()).isEqualTo("ChronosTask:test");
  }

  @Test
  void section71SemicolonsAreTakenOutOfIdAndCommand() {
    has(",'command':'x'");

    TaskInfo task = runs(Optional.of("-c 1 ; ./evil.sh"));

    assertThat(task.getTaskId().getValue()).endsWith(":0:test:-c 1  .%2Fevil.sh");
    assertThat(task.getCommand().getValue()).isEqualTo("x -c 1  ./evil.sh");
  }

  @Test
  void section71TwoRunsOfOneMillisecondHaveDifferentIds() {
    has(",'command':'x','concurrent':true");

    String first = runs(Optional.of("1")).getTaskId().getValue();
    String second = runs(Optional.of("2")).getTaskId().getValue();

    long due = world.now().toEpochMilli();
    assertThat(List.of(first, second))
        .containsExactly("ct:" + due + ":0:test:1", "ct:" + (due + 1) + ":0:test:2");
  }

  @Test
  void section71ALongIdEndsBetweenTwoCharacters() {
    for (int length = 1; length <= 3; length++) {
      has(",'command':'x','concurrent':true");
      String id = runs(Optional.of("a".repeat(length) + "/".repeat(300))).getTaskId().getValue();

      assertThat(id).hasSizeLessThanOrEqualTo(255).endsWith("%2F");
    }
  }

  @Test
  void b21TheLimitOfAnAttemptIsToldToTheAgent() {
    has(",'command':'x','maxCompletionTime':90");
    assertThat(runs().getMaxCompletionTime().getNanoseconds()).isEqualTo(90_000_000_000L);
  }

  @Test
  void withoutALimitNoneIsTold() {
    has(",'command':'x'");
    assertThat(runs().hasMaxCompletionTime()).isFalse();
  }

  // ---- §7.2
  // --------------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "[]          | none   | run       ",
        "['a','b c'] | none   | run a b c ",
        "['a','b c'] | d e    | run d e   ",
        "['a','b c'] | ''     | run       "
      })
  void section72AShellGetsOneLine(String arguments, String told, String line) {
    has(",'command':'run','arguments':" + arguments);

    CommandInfo command = runs(Optional.ofNullable(told)).getCommand();

    assertThat(command.getShell()).isTrue();
    assertThat(command.getValue()).isEqualTo(line);
    assertThat(command.getArgumentsList()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "['run','b c'] | none      | run,b c",
        "['run','b c'] | ' d   e ' | d,e    ",
        "['run','b c'] | ''        | ''     "
      })
  void section72AProgramGetsWords(String arguments, String told, String words) {
    has(",'shell':false,'command':'/bin/run','arguments':" + arguments);

    CommandInfo command = runs(Optional.ofNullable(told)).getCommand();

    assertThat(command.getShell()).isFalse();
    assertThat(command.getValue()).isEqualTo("/bin/run");
    assertThat(String.join(",", command.getArgumentsList())).isEqualTo(words);
    assertThat(command.getArgumentsCount())
        .isEqualTo(words.isEmpty() ? 0 : words.split(",").length);
  }

  @Test
  void section72FilesAreFetchedInOrderAndTheUserIsNamed() {
    has(
        ",'command':'x','runAsUser':'joe','fetch':[{'uri':'http://h/a','executable':true,"
            + "'cache':true,'extract':false},{'uri':'http://h/b'}]");

    CommandInfo command = runs().getCommand();

    assertThat(command.getUser()).isEqualTo("joe");
    assertThat(command.getUrisList())
        .extracting(CommandInfo.URI::getValue)
        .containsExactly("http://h/a", "http://h/b");
    assertThat(command.getUris(0).getExecutable()).isTrue();
    assertThat(command.getUris(0).getCache()).isTrue();
    assertThat(command.getUris(0).getExtract()).isFalse();
    has(",'command':'x','concurrent':true,'uris':['http://h/c']");
    assertThat(runs(Optional.of("2")).getCommand().getUrisList())
        .extracting(CommandInfo.URI::getValue)
        .containsExactly("http://h/c");
  }

  @Test
  void section72ACustomExecutorGetsItsDataOrFlagsAndCommand() {
    has(",'command':'x','executor':'/bin/executor','executorFlags':'-f'");
    TaskInfo task = runs();

    assertThat(task.getExecutor().getExecutorId().getValue()).isEqualTo("test");
    assertThat(task.getExecutor().getCommand().getValue()).isEqualTo("/bin/executor");
    assertThat(task.hasCommand()).isFalse();
    assertThat(task.getData().toStringUtf8()).isEqualTo("-f|x");

    has(",'command':'x','executor':'/bin/executor','taskInfoData':'data','concurrent':true");
    assertThat(runs(Optional.of("2")).getData().toStringUtf8()).isEqualTo("data");
  }

  // ---- §7.3
  // --------------------------------------------------------------------------------------

  @Test
  void section73TheEnvironmentTellsOfTheRunAndOurNamesWin() {
    has(
        ",'command':'x','cpus':0.5,'mem':64,'disk':32,'owner':'me','environmentVariables':"
            + "[{'name':'HOST','value':'mine'},{'name':'OWN','value':'1'}]");

    TaskInfo task = runs();

    assertThat(environment(task))
        .containsEntry("mesos_task_id", task.getTaskId().getValue())
        .containsEntry("MESOS_TASK_ID", task.getTaskId().getValue())
        .containsEntry("CHRONOS_JOB_NAME", "test")
        .containsEntry("CHRONOS_JOB_OWNER", "me")
        .containsEntry("HOST", "host-1")
        .containsEntry("CHRONOS_RESOURCE_MEM", "64.0")
        .containsEntry("CHRONOS_RESOURCE_CPU", "0.5")
        .containsEntry("CHRONOS_RESOURCE_DISK", "32.0")
        .containsEntry("CHRONOS_JOB_RUN_TIME", String.valueOf(world.now().toEpochMilli()))
        .containsEntry("CHRONOS_JOB_RUN_ATTEMPT", "0")
        .containsEntry("OWN", "1");
  }

  // ---- §7.4
  // --------------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"http://h/a/run.sh", "https://h/run.sh", "ftp://h/run.sh", "ftps://h/run.sh"})
  void section74AnAddressIsFetchedAndRun(String address) {
    has(",'command':'%s','arguments':['a'],'uris':['http://h/b'],'shell':false".formatted(address));

    CommandInfo command = runs().getCommand();

    assertThat(command.getUrisList())
        .singleElement()
        .satisfies(uri -> {
          assertThat(uri.getValue()).isEqualTo(address);
          assertThat(uri.getExecutable()).isTrue();
        });
    assertThat(command.getValue()).isEqualTo("\"./run.sh\"");
    assertThat(command.getShell()).isTrue();
    assertThat(command.getArgumentsList()).isEmpty();
  }

  @Test
  void section74ACommandThatOnlyBeginsLikeAnAddressIsACommand() {
    has(",'command':'httpd -f'");

    CommandInfo command = runs().getCommand();

    assertThat(command.getValue()).isEqualTo("httpd -f");
    assertThat(command.getUrisList()).isEmpty();
  }

  // ---- §7.7
  // --------------------------------------------------------------------------------------

  @Test
  void section77WhatIsAskedForIsTakenFromTheOffer() {
    has(",'command':'x','cpus':0.5,'mem':64,'disk':32");

    assertThat(runs().getResourcesList())
        .extracting(Resource::getName, resource -> resource.getScalar().getValue())
        .containsExactlyInAnyOrder(tuple("cpus", 0.5), tuple("mem", 64.0), tuple("disk", 32.0));
  }

  @Test
  void section77AnOfferWithLessIsNoUse() {
    has(",'command':'x','cpus':0.5,'mem':64,'disk':32");
    world.happens(new ChronosEvent.RunNow("test", Optional.empty()));
    world.happens(new ChronosEvent.Subscribed(new FrameworkId("framework-1")));

    world.happens(
        new ChronosEvent.Offered(
            List.of(
                new Offer(
                    new OfferId("small"),
                    World.AGENT,
                    "host-1",
                    "*",
                    Resources.of(0.4, 64, 32),
                    List.of()))));

    assertThat(world.effects()).noneMatch(ChronosEffect.Launch.class::isInstance);
  }
}
