package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.container.Containers;
import dev.stadion.agent.heart.AgentChange;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.heart.ExecutorWord;
import dev.stadion.agent.master.MasterLink;
import dev.stadion.agent.master.MasterLinkSettings;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.sandbox.AgentAddress;
import dev.stadion.agent.sandbox.GivenEnvironment;
import dev.stadion.agent.sandbox.VolumeDirectories;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.Membership;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.agent.task.VolumeId;
import dev.stadion.mesos.stream.Beat;
import dev.stadion.mesos.stream.EventStream;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What touches volumes happens in the order of the decisions (mesos-v1.md §8.4, §10.7). */
class AgentEffectsTest {
  private static final VolumeId VOLUME = new VolumeId("web", "v1");
  private static final ExecutorKey EXECUTOR = new ExecutorKey(new FrameworkId("f"), "e");
  private static final ContainerId CONTAINER = new ContainerId("c");
  private static final TaskKey TASK = new TaskKey(new FrameworkId("f"), new TaskId("t"));

  @TempDir Path directory;

  private final Later worker = new Later();
  private final Streams streams =
      new Streams(() -> "s", Beat.later(Duration.ofHours(1)), 1 << 20, () -> 0);
  private Path data;
  private AgentEffects effects;

  @BeforeEach
  void wire() {
    data = directory.resolve("volumes/roles/web/v1");
    var launchings =
        new Launchings(
            directory,
            new GivenEnvironment(
                new AgentAddress("host.test", "127.0.0.1", 5051),
                Duration.ofMinutes(15),
                Duration.ofSeconds(5)),
            Optional.empty());
    var keeper =
        new VolumeKeeper(
            new VolumeDirectories(directory),
            (path, user) -> {},
            event -> {
              throw new AssertionError("nothing is to be told: " + event);
            });
    effects =
        new AgentEffects(
            launchings,
            new Containers(null, Optional.empty(), null, null),
            notStarted(),
            streams,
            AgentInfo.getDefaultInstance(),
            null,
            keeper,
            worker,
            new Tally());
  }

  @Test
  void aTaskWhoseVolumeIsMadeAnewHearsOfItsStartAfterTheOldOneIsDestroyed() throws Exception {
    EventStream stream = streams.open(WireFormat.JSON, AgentInfo.getDefaultInstance());
    AgentState state = withATaskThatUsesTheVolume();
    Files.createDirectories(data);
    Files.writeString(data.resolve("of-the-old-one"), "x");

    effects.handle(List.of(kept(List.of(), List.of(VOLUME))), state);
    effects.handle(List.of(kept(List.of(VOLUME), List.of())), state);
    effects.handle(
        List.of(
            new AgentEffect.ToExecutor(
                EXECUTOR, "s", new ExecutorWord.Launch(state.task(TASK).orElseThrow()))),
        state);
    Path link = sandbox().resolve("data");
    assertThat(link).doesNotExist(); // nothing is shown that is about to be destroyed
    worker.runAll();

    assertThat(link).isSymbolicLink();
    assertThat(link.toRealPath()).isEqualTo(data.toRealPath());
    assertThat(data).isEmptyDirectory();
    stream.close();
    var out = new ByteArrayOutputStream();
    stream.pump(out);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"LAUNCH\"");
  }

  @Test
  void anAgentThatStopsLeavesTheRestToItsNextLife() {
    worker.shutdown();

    effects.handle(List.of(kept(List.of(VOLUME), List.of())), AgentState.EMPTY);

    assertThat(data).doesNotExist();
  }

  private static MasterLink notStarted() {
    return new MasterLink(
        null,
        MasterLinkSettings.of(List.of(URI.create("http://localhost:5050"))),
        () -> {
          throw new AssertionError("no master is asked");
        },
        null,
        null);
  }

  private Path sandbox() throws Exception {
    return Files.createDirectories(
        directory.resolve("slaves/agent-1/frameworks/f/executors/e/runs/c"));
  }

  private static AgentEffect kept(List<VolumeId> kept, List<VolumeId> gone) {
    return new AgentEffect.KeepVolumes(new TreeSet<>(kept), new TreeSet<>(gone));
  }

  private static AgentState withATaskThatUsesTheVolume() {
    Resource.Builder disk =
        Tasks.shell("t", "true").toBuilder().addResourcesBuilder().setName("disk");
    disk.setType(dev.stadion.mesos.v1.Value.Type.SCALAR).getScalarBuilder().setValue(64);
    disk.addReservationsBuilder().setType(Resource.ReservationInfo.Type.DYNAMIC).setRole("web");
    disk.getDiskBuilder().getPersistenceBuilder().setId("v1");
    disk.getDiskBuilder().getVolumeBuilder().setContainerPath("data").setMode(Volume.Mode.RW);
    Document info =
        Document.of(Tasks.shell("t", "true").toBuilder().addResources(disk).build().toByteArray());
    var membership =
        new Membership(EXECUTOR, ExecutorOrder.Kind.CUSTOM, CONTAINER, Optional.empty());
    return AgentState.EMPTY
        .apply(new AgentChange.Registered(new AgentId("agent-1")))
        .apply(
            new AgentChange.FrameworkSeen(
                new Framework(
                    new FrameworkId("f"),
                    true,
                    true,
                    Document.of(
                        FrameworkInfo.newBuilder()
                            .setName("f")
                            .setUser("nobody")
                            .build()
                            .toByteArray()))))
        .apply(
            new AgentChange.ExecutorOrdered(
                new ExecutorOrder(
                    EXECUTOR,
                    CONTAINER,
                    ExecutorOrder.Kind.CUSTOM,
                    Document.of(
                        ExecutorInfo.newBuilder()
                            .setExecutorId(
                                dev.stadion.mesos.v1.ExecutorID.newBuilder().setValue("e"))
                            .build()
                            .toByteArray()),
                    Duration.ofSeconds(5))))
        .apply(
            new AgentChange.TaskOrdered(
                new TaskOrder(
                    TASK,
                    CONTAINER,
                    info,
                    Duration.ofSeconds(3),
                    Optional.empty(),
                    Optional.of(membership),
                    Optional.empty())));
  }

  /** Does its work when the test says so. */
  private static final class Later extends AbstractExecutorService {
    private final Queue<Runnable> work = new ArrayDeque<>();
    private boolean down;

    void runAll() {
      for (Runnable next = work.poll(); next != null; next = work.poll()) {
        next.run();
      }
    }

    @Override
    public void execute(Runnable command) {
      if (down) {
        throw new java.util.concurrent.RejectedExecutionException("shut down");
      }
      work.add(command);
    }

    @Override
    public void shutdown() {
      down = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown();
      return List.copyOf((Collection<Runnable>) work);
    }

    @Override
    public boolean isShutdown() {
      return down;
    }

    @Override
    public boolean isTerminated() {
      return down && work.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return isTerminated();
    }
  }
}
