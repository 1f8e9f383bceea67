package dev.stadion.agent.supervisor;

import dev.stadion.agent.posix.ChildExit;
import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.process.ProcessStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Starts processes, is their parent, and remembers how they ended. One lock guards the table; it is
 * held from a start until the process is in the table, and from the end of a process until it is
 * out, so a pid in the table is never a stranger's.
 */
final class Supervisor {
  private static final long TELL_AFTER_MILLIS = 50;

  private final SupervisorJournal journal;
  private final InstantSource clock;
  private final Consumer<String> log;
  private final Starter starter;
  private final Object requests = new Object(); // taken before this object's own lock
  private final Map<ContainerId, Entry> entries = new LinkedHashMap<>();
  private final Map<Integer, Entry> children = new HashMap<>();
  private final Kin kin;
  private final List<ProcessReport> started = new ArrayList<>(); // neither remembered nor told
  private Consumer<List<ProcessReport>> listener = reports -> {};

  Supervisor(SupervisorJournal journal, InstantSource clock, Consumer<String> log, int self) {
    this.journal = journal;
    this.clock = clock;
    this.log = log;
    this.starter = new Starter(log);
    this.kin = new Kin(self, children);
  }

  /** Finds again what an earlier supervisor started: still running, or ended unseen. */
  synchronized void recover() {
    var recovery =
        new Recovery(journal.rebooted(), new ProcessTree(ProcStat.all()), clock.instant());
    for (var remembered : journal.remembered()) {
      ProcessStatus status = recovery.nowOf(remembered);
      if (remembered.status().filter(status::equals).isEmpty()) {
        remember(List.of(new ProcessReport(remembered.container(), status)));
      }
      entries.put(
          remembered.container(),
          new Entry(remembered.container(), remembered.directory(), remembered.cgroups(), status));
    }
    journal.recovered();
  }

  /** Everything known; from now on {@code listener} hears of every change, in order. */
  List<ProcessReport> attach(Consumer<List<ProcessReport>> newListener) {
    // A request of an earlier connection may still be under way: what it starts is listed as well,
    // or the agent would have it started again.
    synchronized (requests) {
      synchronized (this) {
        remember(started);
        started.clear();
        listener = newListener;
        return entries.values().stream().map(Entry::report).toList();
      }
    }
  }

  /** Ends what {@link #attach} began, unless a later listener has taken its place. */
  synchronized void detach(Consumer<List<ProcessReport>> oldListener) {
    if (listener == oldListener) {
      listener = reports -> {};
    }
  }

  synchronized boolean hasLiveTasks() {
    return entries.values().stream().anyMatch(entry -> !entry.status.isEnd());
  }

  void handle(Request request) throws IOException {
    synchronized (requests) {
      switch (request) {
        case Request.Launch(var specs) -> launch(specs);
        case Request.Kill(var containers, int signal) -> kill(containers, signal);
        case Request.Forget(var containers) -> forget(containers);
        case Request.Leave() -> {} // the connection's owner sees to it
      }
    }
  }

  /** Waits for ended children for ever; run by a thread of its own. */
  void reapForever() throws IOException, InterruptedException {
    while (true) {
      OptionalInt ended = Posix.awaitExit();
      if (ended.isPresent()) {
        reap();
      } else {
        awaitChild();
      }
    }
  }

  /** Looks whether processes of an earlier supervisor, which are not our children, have ended. */
  synchronized void checkAdopted() {
    var ended = new LinkedHashMap<Integer, Entry>();
    for (Entry entry : entries.values()) {
      if (entry.status instanceof ProcessStatus.Running running
          && !children.containsKey(running.pid())
          && !Recovery.isAlive(running)) {
        String why = "its supervisor was killed, so how it ended is not known";
        end(entry, new ProcessStatus.Vanished(why, clock.instant()));
        ended.put(running.pid(), entry);
      }
    }
    if (!ended.isEmpty()) {
      kin.signalAnywhere(ended, Signal.KILL);
      publish(List.copyOf(ended.values()));
    }
  }

  synchronized boolean hasAdopted() {
    return entries.values().stream()
        .anyMatch(entry ->
            entry.status instanceof ProcessStatus.Running running
                && !children.containsKey(running.pid()));
  }

  private void launch(List<ProcessSpec> specs) {
    var fresh = new ArrayList<ProcessSpec>();
    synchronized (this) {
      for (ProcessSpec spec : specs) {
        Entry known = entries.get(spec.container());
        if (known == null) {
          fresh.add(spec);
        } else {
          listener.accept(List.of(known.report()));
        }
      }
    }
    if (fresh.isEmpty()) {
      return;
    }
    try {
      journal.launching(fresh);
    } catch (IOException e) {
      refuseAll(fresh, "its start cannot be remembered: " + e.getMessage());
      return;
    }
    try {
      startAll(fresh);
    } finally {
      starter.leave();
    }
  }

  /** Nobody is started of whom a later supervisor would not know. */
  private synchronized void refuseAll(List<ProcessSpec> specs, String why) {
    for (ProcessSpec spec : specs) {
      var entry =
          new Entry(
              spec.container(),
              spec.directory(),
              spec.cgroups(),
              new ProcessStatus.NotStarted(why));
      entries.put(spec.container(), entry);
      started.add(entry.report());
    }
    tellStarted();
  }

  private void startAll(List<ProcessSpec> specs) {
    long toldAt = clock.millis();
    for (ProcessSpec spec : specs) {
      start(spec);
      if (clock.millis() - toldAt >= TELL_AFTER_MILLIS) {
        tellStarted();
        toldAt = clock.millis();
      }
    }
    tellStarted();
  }

  /**
   * What was started goes in handfuls: each is one write to either disk and one request. Whoever is
   * killed before finds the processes by their directories.
   */
  private synchronized void tellStarted() {
    if (!started.isEmpty()) {
      List<ProcessReport> reports = List.copyOf(started);
      started.clear();
      remember(reports);
      listener.accept(reports);
    }
  }

  private synchronized void start(ProcessSpec spec) {
    var entry = new Entry(spec.container(), spec.directory(), spec.cgroups(), null);
    entries.put(spec.container(), entry);
    try {
      int pid = starter.start(spec);
      // The child is not reaped before this lock is free, so its line in /proc is still there.
      long startTicks = ProcStat.of(pid).map(ProcStat::startTicks).orElse(0L);
      entry.status = new ProcessStatus.Running(pid, startTicks);
      children.put(pid, entry);
      notifyAll();
    } catch (IOException | IllegalArgumentException e) {
      entry.status = new ProcessStatus.NotStarted(e.getMessage());
    }
    started.add(entry.report());
  }

  private synchronized void kill(List<ContainerId> containers, int signal) {
    var leaders = new LinkedHashMap<Integer, Entry>();
    for (ContainerId container : containers) {
      Entry entry = entries.get(container);
      if (entry != null
          && entry.status instanceof ProcessStatus.Running running
          && (children.containsKey(running.pid()) || Recovery.isAlive(running))) {
        leaders.put(running.pid(), entry);
      }
    }
    kin.signal(leaders, signal);
  }

  private synchronized void forget(List<ContainerId> containers) throws IOException {
    var ended =
        containers.stream()
            .filter(id -> entries.containsKey(id) && entries.get(id).status.isEnd())
            .toList();
    journal.forget(ended);
    ended.forEach(entries::remove);
  }

  private synchronized void reap() throws IOException {
    tellStarted(); // a start is remembered and told before its end
    var ended = new LinkedHashMap<Integer, Entry>();
    for (OptionalInt pid = Posix.pollExit(); pid.isPresent(); pid = Posix.pollExit()) {
      Entry entry = children.remove(pid.getAsInt());
      if (entry != null) {
        // Unreaped, the pid still belongs to the task: nobody else's group can have this number.
        Posix.kill(-pid.getAsInt(), Signal.KILL);
      }
      ChildExit exit =
          Posix.reap(pid.getAsInt())
              .orElseThrow(() -> new IllegalStateException("somebody else reaped a child"));
      if (entry != null) {
        end(
            entry,
            exit.signaled()
                ? new ProcessStatus.Signaled(exit.code(), clock.instant())
                : new ProcessStatus.Exited(exit.code(), clock.instant()));
        ended.put(exit.pid(), entry);
      }
    }
    kin.killLeftovers(ended);
    publish(List.copyOf(ended.values()));
  }

  private void end(Entry entry, ProcessStatus status) {
    entry.status = status;
    remember(List.of(entry.report()));
  }

  /**
   * A full disk must not end the one who knows how tasks ended: what cannot be written is still
   * told.
   */
  private void remember(List<ProcessReport> reports) {
    try {
      journal.statuses(reports);
    } catch (IOException e) {
      log.accept("cannot write what became of " + reports + ": " + e);
    }
  }

  private void publish(List<Entry> ended) {
    if (ended.isEmpty()) {
      return;
    }
    try {
      journal.force();
    } catch (IOException e) {
      log.accept("cannot force the journal: " + e);
    }
    listener.accept(ended.stream().map(Entry::report).toList());
  }

  private synchronized void awaitChild() throws InterruptedException {
    while (children.isEmpty()) {
      wait();
    }
  }
}
