package dev.stadion.master.document;

import static java.util.Objects.requireNonNull;

import dev.stadion.master.heart.MasterState;
import dev.stadion.master.wire.MasterIdentity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The old reading documents (mesos-v1.md §12.1 to §12.3). For many threads at once: whole documents
 * are shared, and of those that are for one reader only a few are written at a time, so that
 * pollers of a large cluster cannot fill the memory.
 */
public final class Documents {
  private static final int AT_ONCE = 2;

  private final Map<String, String> flags;
  private final Fragments fragments = new Fragments();
  private final SharedDocument state = new SharedDocument();
  private final SharedDocument summary = new SharedDocument();
  private final SharedDocument slaves = new SharedDocument();
  private final SharedDocument frameworks = new SharedDocument();
  private final SharedDocument roles = new SharedDocument();
  private final Semaphore single;

  /**
   * @param flags how this master is set up, in the words of Mesos
   */
  public Documents(Map<String, String> flags) {
    this(flags, new Semaphore(AT_ONCE));
  }

  private Documents(Map<String, String> flags, Semaphore single) {
    this.flags = new TreeMap<>(requireNonNull(flags, "flags"));
    this.single = single;
  }

  public Body version() {
    var json = new JsonBytes().object();
    ClusterDocument.version(json);
    return json.endObject().body();
  }

  public Body flags() {
    var json = new JsonBytes().object();
    ClusterDocument.flags(json, flags);
    return json.endObject().body();
  }

  /**
   * @param snapshot the last committed state; its failures are passed on
   */
  public Body state(Supplier<MasterState> snapshot, MasterIdentity identity) {
    return state.read(
        snapshot,
        now -> {
          var json = new JsonBytes();
          var generation = fragments.generation();
          new ClusterDocument(now, generation).state(json, identity, flags);
          generation.keep();
          return json.body();
        });
  }

  public Body summary(Supplier<MasterState> snapshot, MasterIdentity identity) {
    return summary.read(
        snapshot,
        now -> {
          var json = new JsonBytes();
          new SummaryDocument(now).write(json, identity.hostname());
          return json.body();
        });
  }

  /**
   * @param id empty for all
   */
  public Body slaves(Supplier<MasterState> snapshot, Optional<String> id) {
    return id.isEmpty()
        ? slaves.read(snapshot, now -> written(json -> slaves(json, now, all -> true)))
        : alone(json -> slaves(json, snapshot.get(), id.get()::equals));
  }

  private static void slaves(JsonBytes json, MasterState state, Predicate<String> wanted) {
    ClusterDocument.fullSlaves(json, state, wanted);
  }

  /**
   * @param id empty for all
   */
  public Body frameworks(Supplier<MasterState> snapshot, Optional<String> id) {
    return id.isEmpty()
        ? frameworks.read(snapshot, now -> written(json -> frameworks(json, now, all -> true)))
        : alone(json -> frameworks(json, snapshot.get(), id.get()::equals));
  }

  private void frameworks(JsonBytes json, MasterState state, Predicate<String> wanted) {
    json.object();
    new ClusterDocument(state, fragments.generation()).frameworks(json, wanted);
    json.endObject();
  }

  public Body roles(Supplier<MasterState> snapshot) {
    return roles.read(
        snapshot, now -> written(json -> new RoleDocument(now).write(json, all -> true)));
  }

  /** For a reader who may see some roles only. */
  public Body roles(Supplier<MasterState> snapshot, Predicate<String> shown) {
    return alone(json -> new RoleDocument(snapshot.get()).write(json, shown));
  }

  /**
   * The same documents for a single reader who may not see everything: nothing of what they get is
   * ever given to anybody else.
   *
   * @param showFlags whether they may see how this master is set up
   */
  public Documents forOne(boolean showFlags) {
    return new Documents(showFlags ? flags : Map.of(), single);
  }

  public Body tasks(Supplier<MasterState> snapshot, TaskPage page) {
    return alone(json -> {
      var generation = fragments.generation();
      json.object().name("tasks").array();
      page.of(snapshot.get()).forEach(task -> json.raw(generation.of(task, TaskDocument::write)));
      json.endArray().endObject();
    });
  }

  /** Flat, every value a number. */
  public static Body metrics(Map<String, Double> metrics) {
    return written(json -> {
      json.object();
      metrics.forEach(json::field);
      json.endObject();
    });
  }

  private Body alone(Consumer<JsonBytes> write) {
    single.acquireUninterruptibly();
    try {
      return written(write);
    } finally {
      single.release();
    }
  }

  private static Body written(Consumer<JsonBytes> write) {
    var json = new JsonBytes();
    write.accept(json);
    return json.body();
  }
}
