package dev.stadion.sim.suite;

import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.sim.kernel.SimLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A process that keeps some tasks running. */
final class KeeperNode extends ServiceNode {
  private static final Duration REFUSE = Duration.ofSeconds(1);

  private final int wanted;
  private final Memory memory = new Memory();
  private final SimLoop<Keeper.State, SchedulerEvent, Keeper.Change, Keeper.Effect, Boolean> loop;
  private FrameworkClient client;

  KeeperNode(SimSuite suite, int wanted) {
    super(suite, "keeper");
    this.wanted = wanted;
    loop =
        new SimLoop<>(
            this,
            new Keeper(wanted),
            memory,
            suite.faults(),
            suite.sometimes(),
            (effects, state) -> effects.forEach(this::perform),
            this::reconnect);
  }

  @Override
  protected void started() {
    loop.start(1);
    connect();
  }

  @Override
  protected void died() {
    loop.stop();
  }

  private void reconnect() {
    client.close();
    connect();
  }

  private void connect() {
    client = new FrameworkClient(suite(), this, Keeper.INFO, memory.state.framework(), this::on);
    client.start();
  }

  @Override
  void on(SchedulerEvent event) {
    loop.post(event);
  }

  private void perform(Keeper.Effect effect) {
    switch (effect) {
      case Keeper.Launch launch ->
          client.accept(List.of(launch.offer().id()), List.of(Keeper.launch(launch)), REFUSE);
      case Keeper.Decline(var offer) -> client.decline(List.of(offer.id()), REFUSE);
      case Keeper.Kill(var task, var row) -> client.kill(task, row.agent(), Optional.empty());
      case Keeper.Acknowledge(var update) ->
          client.acknowledge(
              update.task(), update.agent().orElseThrow(), update.uuid().orElseThrow());
      case Keeper.Reconcile(var tasks) -> client.reconcile(tasks);
      case Keeper.Revive() -> client.revive();
    }
  }

  @Override
  boolean knows(String task) {
    return memory.state.tasks().containsKey(new TaskId(task));
  }

  @Override
  void check() {}

  @Override
  String missing() {
    long running =
        memory.state.tasks().values().stream()
            .filter(row -> row.state() == TaskState.RUNNING)
            .count();
    return running == wanted && memory.state.tasks().size() == wanted
        ? ""
        : "keeper wants " + wanted + " and has " + memory.state.tasks();
  }

  private static final class Memory implements StateStore<Keeper.State, Keeper.Change> {
    private Keeper.State state = Keeper.State.EMPTY;

    @Override
    public Keeper.State load(long epoch) {
      return state;
    }

    @Override
    public void commit(long epoch, List<Keeper.Change> changes) {
      for (Keeper.Change change : changes) {
        var tasks = state.tasks();
        long next = state.next();
        if (change.task().isPresent()) {
          TaskId task = change.task().get();
          tasks =
              change.row().isPresent() ? tasks.plus(task, change.row().get()) : tasks.minus(task);
          next = Math.max(next, 1 + Long.parseLong(task.value().substring("keeper-".length())));
        }
        state =
            new Keeper.State(
                change.framework().or(state::framework), tasks, next, false, state.lookAt());
      }
    }
  }
}
