package dev.stadion.master.persistence;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.database.Columns;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.AgentStatus;
import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.TaskKey;
import dev.stadion.master.heart.Upkeep;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The master's registry in PostgreSQL. A commit is one fenced transaction with at most one
 * statement for each table and direction, whatever the number of rows. A master that does not lead
 * may {@linkplain #readAhead read ahead}, of the large tables only what was written since the last
 * time; then its {@link #load} is short.
 */
public final class PostgresMasterStore implements StateStore<MasterState, MasterChange> {
  private final Database database;
  private final Supplier<String> newMasterId;

  /** What was read ahead. */
  private Optional<RegistryCopy> copy = Optional.empty();

  /**
   * @param newMasterId makes the id of a master that starts on an empty database
   */
  public PostgresMasterStore(Database database, Supplier<String> newMasterId) {
    this.database = requireNonNull(database, "database");
    this.newMasterId = requireNonNull(newMasterId, "newMasterId");
  }

  @Override
  public synchronized MasterState load(long epoch) {
    RegistryCopy known = known();
    copy = Optional.empty(); // from now on the state is the memory
    return database.fencedAlone(
        epoch,
        session ->
            session.doReturningWork(
                connection -> RegistryReader.read(connection, epoch, known, newMasterId)));
  }

  /**
   * Reads what was written since the last time, while another master leads.
   *
   * @throws StoreUnavailableException when the database cannot be reached
   */
  public synchronized void readAhead() {
    database.glimpse(session -> {
      session.doWork(known()::refresh);
      return true;
    });
  }

  /**
   * Reads ahead, and tells what a new leader would find, in epoch 0. Empty while nobody has led
   * yet.
   *
   * @throws StoreUnavailableException when the database cannot be reached
   */
  public synchronized Optional<MasterState> preview() {
    return database.glimpse(session ->
        session.doReturningWork(connection -> RegistryReader.preview(connection, 0, known())));
  }

  private RegistryCopy known() {
    copy = copy.or(() -> Optional.of(new RegistryCopy()));
    return copy.orElseThrow();
  }

  @Override
  public void commit(long epoch, List<MasterChange> changes) {
    Final rows = Final.of(changes);
    database.fenced(epoch, pipeline -> write(pipeline, rows));
  }

  private static void write(Pipeline pipeline, Final rows) throws SQLException {
    if (rows.counters.isPresent()) {
      saveCounters(pipeline, rows.counters.get());
    }
    if (rows.policy.isPresent()) {
      PolicyTables.save(pipeline, rows.policy.get());
    }
    if (rows.schedule.isPresent()) {
      ScheduleTable.replace(pipeline, rows.schedule.get());
    }
    saveAgents(pipeline, rows.savedAgents());
    CheckpointTable.save(pipeline, rows.checkpoints());
    saveFrameworks(pipeline, rows.savedFrameworks());
    completeFrameworks(pipeline, rows.completedFrameworks());
    saveTasks(pipeline, rows.savedTasks());
    updateTasks(pipeline, rows.progressedTasks());
    forgetTasks(pipeline, rows.forgottenTasks());
    forget(
        pipeline,
        Statements.FORGET_FRAMEWORKS,
        rows.forgottenFrameworks().stream().map(FrameworkId::value).toList());
    forget(
        pipeline,
        Statements.FORGET_AGENTS,
        rows.forgottenAgents().stream().map(AgentId::value).toList());
  }

  private static void saveCounters(Pipeline pipeline, Counters counters) throws SQLException {
    pipeline.add(
        Statements.SAVE_COUNTERS,
        counters.nextFramework(),
        counters.nextAgent(),
        counters.offerIdsReserved());
  }

  private static void saveAgents(Pipeline pipeline, List<Agent> agents) throws SQLException {
    pipeline.add(
        Statements.SAVE_AGENTS,
        agents,
        columns ->
            columns
                .text(agent -> agent.id().value())
                .text(agent -> registered(agent.status()).name())
                .bytes(agent -> agent.description().info().bytes())
                .text(agent -> String.join(",", agent.description().capabilities()))
                .text(agent -> agent.description().version())
                .instant(agent -> Optional.of(agent.times().registered()))
                .instant(agent -> agent.times().reregistered())
                .instant(agent -> agent.times().unreachable())
                .bool(agent -> agent.upkeep().deactivated())
                .instant(agent -> agent.upkeep().drain().map(Upkeep.Drain::since))
                .bool(agent -> agent.upkeep().drain().filter(d -> d.drained()).isPresent())
                .bigint(PostgresMasterStore::maxGraceNanos)
                .bool(agent -> agent.upkeep().drain().filter(d -> d.markGone()).isPresent())
                .text(agent -> agent.description().principal().orElse(null)));
  }

  /** Whether it is connected just now is nothing to remember. */
  private static AgentStatus registered(AgentStatus status) {
    return switch (status) {
      case UNREACHABLE, GONE -> status;
      case RECOVERED, REGISTERED, DISCONNECTED -> AgentStatus.REGISTERED;
    };
  }

  private static Long maxGraceNanos(Agent agent) {
    return agent
        .upkeep()
        .drain()
        .flatMap(Upkeep.Drain::maxGrace)
        .map(Duration::toNanos)
        .orElse(null);
  }

  private static void saveFrameworks(Pipeline pipeline, List<Framework> frameworks)
      throws SQLException {
    pipeline.add(
        Statements.SAVE_FRAMEWORKS,
        frameworks,
        columns ->
            columns
                .text(framework -> framework.id().value())
                .bytes(
                    framework -> FrameworkTable.infoBytes(framework.id(), framework.description()))
                .instant(framework -> Optional.of(framework.times().registered()))
                .instant(framework -> framework.times().reregistered())
                .instant(framework -> Optional.empty()));
  }

  private static void completeFrameworks(Pipeline pipeline, List<CompletedFramework> completed)
      throws SQLException {
    pipeline.add(
        Statements.SAVE_FRAMEWORKS,
        completed,
        columns ->
            columns
                .text(framework -> framework.id().value())
                .bytes(
                    framework -> FrameworkTable.infoBytes(framework.id(), framework.description()))
                .instant(framework -> Optional.of(framework.registered()))
                .instant(framework -> Optional.empty())
                .instant(framework -> Optional.of(framework.unregistered())));
  }

  private static void saveTasks(Pipeline pipeline, List<Task> tasks) throws SQLException {
    pipeline.add(
        Statements.SAVE_TASKS,
        tasks,
        columns ->
            addStatus(
                columns
                    .text(task -> task.framework().value())
                    .text(task -> task.id().value())
                    .text(task -> task.agent().value())
                    .text(Task::role)
                    .text(task -> task.state().name())
                    .bool(Task::concluded)
                    .instant(task -> Optional.of(task.launchedAt()))
                    .bigint(Task::epoch)
                    .bytes(task -> task.description().info().bytes())));
  }

  private static void updateTasks(Pipeline pipeline, List<Task> tasks) throws SQLException {
    pipeline.add(
        Statements.UPDATE_TASKS,
        tasks,
        columns ->
            addStatus(
                columns
                    .text(task -> task.framework().value())
                    .text(task -> task.id().value())
                    .text(task -> task.state().name())
                    .bool(Task::concluded)),
        (some, found) -> {
          if (found != some.size()) {
            saveTasks(pipeline, some); // a row is missing: better whole than lost
          }
        });
  }

  private static void addStatus(Columns<Task> columns) throws SQLException {
    columns
        .text(task -> task.latest().map(status -> status.state().name()).orElse(null))
        .uuid(task -> task.latest().flatMap(LatestStatus::uuid).orElse(null))
        .instant(task -> task.latest().map(LatestStatus::at))
        .bytes(task -> task.latest().map(status -> status.wire().bytes()).orElse(null));
  }

  private static void forgetTasks(Pipeline pipeline, List<TaskKey> tasks) throws SQLException {
    pipeline.add(
        Statements.FORGET_TASKS,
        tasks,
        columns ->
            columns.text(task -> task.framework().value()).text(task -> task.task().value()));
  }

  private static void forget(Pipeline pipeline, String sql, List<String> ids) throws SQLException {
    pipeline.add(sql, ids, columns -> columns.text(id -> id));
  }
}
