package dev.stadion.agent.supervisor;

import dev.stadion.agent.posix.ChildExit;
import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.posix.SpawnRequest;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.process.ProcessStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Starts processes, is their parent, and remembers how they ended. One lock guards the table; it is
 * held from a start until the process is in the table, and from the end of a process until it is
 * out, so a pid in the table is never a stranger's.
 */
final class Supervisor {
  /** Who forks while it is being killed is found in the next round. */
  private static final int LEFTOVER_ROUNDS = 5;

  private static final long TELL_AFTER_MILLIS = 50;

  private final SupervisorJournal journal;
  private final InstantSource clock;
  private final Consumer<String> log;
  private final int self;
  private final Object requests = new Object(); // taken before this object's own lock
  private final Map<ContainerId, Entry> entries = new LinkedHashMap<>();
  private final Map<Integer, Entry> children = new HashMap<>();
  private final List<ProcessReport> started = new ArrayList<>(); // and not yet told
  private Consumer<List<ProcessReport>> listener = reports -> {};

  private static final class Entry {
    final ContainerId container;
    final String directory;
    final List<String> cgroups;
    ProcessStatus status;

    Entry(ContainerId container, String directory, List<String> cgroups, ProcessStatus status) {
      this.container = container;
      this.directory = directory;
      this.cgroups = cgroups;
      this.status = status;
    }

    ProcessReport report() {
      return new ProcessReport(container, status);
    }
  }

  Supervisor(SupervisorJournal journal, InstantSource clock, Consumer<String> log, int self) {
    this.journal = journal;
    this.clock = clock;
    this.log = log;
    this.self = self;
  }

  /** Finds again what an earlier supervisor started: still running, or ended unseen. */
  synchronized void recover() throws IOException {
    var tree = new ProcessTree(ProcStat.all());
    for (var remembered : journal.remembered()) {
      ProcessStatus status = nowOf(remembered, tree);
      if (remembered.status().filter(status::equals).isEmpty()) {
        journal.status(remembered.container(), status);
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
          && !isAlive(running)) {
        end(entry, vanished("its supervisor was killed, so how it ended is not known"));
        ended.put(running.pid(), entry);
      }
    }
    if (!ended.isEmpty()) {
      signalAll(ended, Signal.KILL, new ProcessTree(ProcStat.all()));
      publish(List.copyOf(ended.values()));
    }
  }

  synchronized boolean hasAdopted() {
    return entries.values().stream()
        .anyMatch(entry ->
            entry.status instanceof ProcessStatus.Running running
                && !children.containsKey(running.pid()));
  }

  private void launch(List<ProcessSpec> specs) throws IOException {
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
    journal.launching(fresh);
    long toldAt = clock.millis();
    for (ProcessSpec spec : fresh) {
      start(spec);
      if (clock.millis() - toldAt >= TELL_AFTER_MILLIS) {
        tellStarted();
        toldAt = clock.millis();
      }
    }
    tellStarted();
  }

  /** What was started goes in handfuls: each is one write to the agent's disk and one request. */
  private synchronized void tellStarted() {
    if (!started.isEmpty()) {
      listener.accept(List.copyOf(started));
      started.clear();
    }
  }

  private synchronized void start(ProcessSpec spec) {
    var entry = new Entry(spec.container(), spec.directory(), spec.cgroups(), null);
    entries.put(spec.container(), entry);
    try {
      int pid = spawn(spec);
      // The child is not reaped before this lock is free, so its line in /proc is still there.
      long startTicks = ProcStat.of(pid).map(ProcStat::startTicks).orElse(0L);
      entry.status = new ProcessStatus.Running(pid, startTicks);
      children.put(pid, entry);
      notifyAll();
    } catch (IOException | IllegalArgumentException e) {
      entry.status = new ProcessStatus.NotStarted(e.getMessage());
    }
    remember(entry);
    started.add(entry.report());
  }

  private int spawn(ProcessSpec spec) throws IOException {
    if (!Cgroups.canVisit(spec.cgroups())) {
      return Posix.spawn(request(spec, spec.cgroups()));
    }
    try {
      Cgroups.visit(spec.cgroups());
      return Posix.spawn(request(spec, List.of()));
    } finally {
      try {
        Cgroups.leave(spec.cgroups());
      } catch (IOException e) {
        log.accept("a thread is left in the cgroups of " + spec.container() + ": " + e);
      }
    }
  }

  private static SpawnRequest request(ProcessSpec spec, List<String> toEnter) {
    Prelude.Start start = Prelude.of(spec, toEnter);
    return new SpawnRequest(
        start.executable(),
        start.argv(),
        start.environment(),
        spec.directory(),
        spec.stdout(),
        spec.stderr());
  }

  private synchronized void kill(List<ContainerId> containers, int signal) {
    var leaders = new LinkedHashMap<Integer, Entry>();
    for (ContainerId container : containers) {
      Entry entry = entries.get(container);
      if (entry != null
          && entry.status instanceof ProcessStatus.Running running
          && (children.containsKey(running.pid()) || isAlive(running))) {
        leaders.put(running.pid(), entry);
      }
    }
    if (leaders.keySet().stream().allMatch(children::containsKey)) {
      signalAll(leaders, signal, ProcessTree.below(union(leaders.keySet(), strangers())));
    } else {
      // The orphans of an earlier supervisor's children are not ours: they can be anywhere.
      signalAll(leaders, signal, new ProcessTree(ProcStat.all()));
    }
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
    killLeftovers(ended);
    publish(List.copyOf(ended.values()));
  }

  /**
   * A task is over when its first process is: whoever it left behind goes with it. All of them have
   * become this process's children, or are in the task's cgroups.
   */
  private void killLeftovers(Map<Integer, Entry> ended) {
    for (int rounds = 0; rounds < LEFTOVER_ROUNDS && !ended.isEmpty(); rounds++) {
      if (!signalAll(ended, Signal.KILL, ProcessTree.below(strangers()))) {
        return;
      }
    }
  }

  /** Children that were not started here: the orphans of some task. */
  private Set<Integer> strangers() {
    try {
      var strangers = new HashSet<>(ProcStat.childrenOf(self));
      strangers.removeAll(children.keySet());
      return strangers;
    } catch (IOException e) {
      var strangers = new HashSet<Integer>();
      for (ProcStat process : ProcStat.all()) { // a kernel that does not tell children
        if (process.parent() == self && !children.containsKey(process.pid())) {
          strangers.add(process.pid());
        }
      }
      return strangers;
    }
  }

  /**
   * Signals everybody of these containers; whether there was anybody.
   *
   * @param leaders by the pid of their first process
   */
  private boolean signalAll(Map<Integer, Entry> leaders, int signal, ProcessTree tree) {
    Map<String, List<Integer>> orphans = ProcessTree.byDirectory(strangers());
    var all = new HashSet<Integer>();
    leaders.forEach((leader, entry) -> {
      var members =
          new HashSet<>(tree.members(leader, orphans.getOrDefault(entry.directory, List.of())));
      members.addAll(Cgroups.members(entry.cgroups));
      if (entry.status.isEnd()) {
        members.remove(leader); // its pid is free again
      } else {
        members.add(leader);
      }
      all.addAll(members);
    });
    all.remove(self); // a thread of ours may be on a visit in a cgroup
    all.forEach(pid -> Posix.kill(pid, signal));
    return !all.isEmpty();
  }

  private static Set<Integer> union(Set<Integer> some, Set<Integer> others) {
    var all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private void end(Entry entry, ProcessStatus status) {
    entry.status = status;
    remember(entry);
  }

  /**
   * A full disk must not end the one who knows how tasks ended: what cannot be written is still
   * told.
   */
  private void remember(Entry entry) {
    try {
      journal.status(entry.container, entry.status);
    } catch (IOException e) {
      log.accept("cannot write that " + entry.container + " is " + entry.status + ": " + e);
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
    tellStarted(); // a start is told before its end
    listener.accept(ended.stream().map(Entry::report).toList());
  }

  private synchronized void awaitChild() throws InterruptedException {
    while (children.isEmpty()) {
      wait();
    }
  }

  private ProcessStatus nowOf(SupervisorJournal.Remembered remembered, ProcessTree tree) {
    ProcessStatus status = remembered.status().orElse(null);
    if (status != null && status.isEnd()) {
      return status;
    }
    if (journal.rebooted()) {
      return vanished("the machine was restarted");
    }
    if (status instanceof ProcessStatus.Running running) {
      return isAlive(running)
          ? running
          : vanished("it ended while its supervisor was not there to see how");
    }
    ProcStat leader = tree.leaderIn(remembered.directory());
    return leader != null
        ? new ProcessStatus.Running(leader.pid(), leader.startTicks())
        : vanished("its supervisor was killed during the start; it ended or never started");
  }

  private ProcessStatus vanished(String why) {
    return new ProcessStatus.Vanished(why, clock.instant());
  }

  private static boolean isAlive(ProcessStatus.Running running) {
    return ProcStat.ofLive(running.pid())
        .filter(stat -> stat.startTicks() == running.startTicks())
        .isPresent();
  }
}
