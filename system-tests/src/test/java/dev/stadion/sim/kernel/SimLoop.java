package dev.stadion.sim.kernel;

import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Heart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Runs a real heart in virtual time by the rules of the real event loop: events wait, a batch is
 * decided and committed as one, the next is decided meanwhile, at most one commit is in flight, and
 * effects and answers come after the commit, in order. A commit may take long, fail, or end with
 * nobody knowing; the process may die before it, within it and after it.
 */
public final class SimLoop<S, E, C, F, O> {
  private static final int BATCH = 20;

  private record Waiting<E, O>(E event, Consumer<Optional<O>> answer) {}

  /** What was decided together. */
  private static final class Batch<S, C, F> {
    private S state;
    private final List<C> changes = new ArrayList<>();
    private final List<F> effects = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final List<Runnable> failures = new ArrayList<>();

    Batch(S state) {
      this.state = state;
    }

    boolean isEmpty() {
      return effects.isEmpty() && changes.isEmpty() && answers.isEmpty();
    }
  }

  private final SimNode node;
  private final String decides;
  private final Heart<S, E, C, F, O> heart;
  private final StateStore<S, C> store;
  private final Faults faults;
  private final Sometimes sometimes;
  private final BiConsumer<List<F>, S> effects;
  private final Runnable reloaded;

  private final ArrayDeque<Waiting<E, O>> queue = new ArrayDeque<>();
  private Batch<S, C, F> batch;
  private S committed;
  private boolean committing;
  private boolean durable;
  private boolean reloading;
  private boolean running;
  private long epoch;
  private int generation;
  private Instant plannedWake = Instant.MAX;

  /**
   * @param effects what the shell does after a commit
   * @param reloaded told when the memory was thrown away and read again
   */
  public SimLoop(
      SimNode node,
      Heart<S, E, C, F, O> heart,
      StateStore<S, C> store,
      Faults faults,
      Sometimes sometimes,
      BiConsumer<List<F>, S> effects,
      Runnable reloaded) {
    this.node = node;
    this.decides = node.name() + " decides ";
    this.heart = heart;
    this.store = store;
    this.faults = faults;
    this.sometimes = sometimes;
    this.effects = effects;
    this.reloaded = reloaded;
  }

  /** Begins a life of the process. */
  public void start(long newEpoch) {
    epoch = newEpoch;
    running = true;
    queue.clear();
    committing = false;
    durable = false;
    reloading = false;
    resume();
  }

  /** The process has died: nothing of what is planned counts any more. */
  public void stop() {
    sometimes.when(committing && !durable, "a process died before its commit");
    sometimes.when(committing && durable, "a process died between commit and send");
    generation++;
    queue.clear();
    batch = null;
    running = false;
  }

  public boolean isRunning() {
    return running && !reloading;
  }

  /** What was published last, also while the process is dead; null before its first life. */
  public S committed() {
    return committed;
  }

  public void post(E event) {
    submit(event, outcome -> {});
  }

  /** Has the event decided; the answer is empty when nobody knows what became of it. */
  public void submit(E event, Consumer<Optional<O>> answer) {
    if (!isRunning()) {
      answer.accept(Optional.empty());
      return;
    }
    queue.add(new Waiting<>(event, answer));
    after(sim().between(Duration.ofNanos(1_000), Duration.ofNanos(200_000)), "", this::work);
  }

  private void work() {
    decideSome();
    commitIfFree();
    planWake();
  }

  private void decideSome() {
    if (reloading) {
      return;
    }
    Instant now = node.sim().instant();
    if (heart.wakeAt(batch.state).filter(at -> !at.isAfter(now)).isPresent()) {
      decide(heart.wakeUp(), outcome -> {});
    }
    for (int i = 0; i < BATCH && !queue.isEmpty(); i++) {
      Waiting<E, O> next = queue.remove();
      decide(next.event, next.answer);
    }
  }

  private void decide(E event, Consumer<Optional<O>> answer) {
    node.sim().trace().note(decides, event);
    Decision<S, C, F, O> decision = heart.decide(batch.state, event, node.sim().instant());
    batch.state = decision.state();
    batch.changes.addAll(decision.changes());
    batch.effects.addAll(decision.effects());
    O outcome = decision.outcome();
    batch.answers.add(() -> answer.accept(Optional.of(outcome)));
    batch.failures.add(() -> answer.accept(Optional.empty()));
  }

  private void commitIfFree() {
    if (committing || reloading || batch.isEmpty()) {
      return;
    }
    Batch<S, C, F> inFlight = batch;
    batch = new Batch<>(inFlight.state);
    if (inFlight.changes.isEmpty()) {
      publish(inFlight);
      return;
    }
    committing = true;
    boolean fails = sim().happens(faults.failedCommits());
    boolean unknown = !fails && sim().happens(faults.unknownCommits());
    sometimes.when(fails, "a commit failed");
    sometimes.when(unknown, "a commit was made and nobody knew");
    after(
        commitTime(),
        "",
        () -> {
          if (!fails) {
            store.commit(epoch, List.copyOf(inFlight.changes));
            durable = true;
            sim()
                .trace()
                .note(node.name() + " has committed " + inFlight.changes.size() + " changes");
          }
          // Dying in between is the crash between commit and send.
          after(
              commitTime(),
              "",
              () -> {
                committing = false;
                durable = false;
                if (fails || unknown) {
                  inFlight.failures.forEach(Runnable::run);
                  reload();
                } else {
                  publish(inFlight);
                  work();
                }
              });
        });
  }

  private Duration commitTime() {
    return sim().happens(faults.slowCommits())
        ? sim().between(Duration.ofMillis(100), Duration.ofSeconds(1))
        : sim().between(Duration.ofNanos(100_000), Duration.ofMillis(2));
  }

  private void publish(Batch<S, C, F> done) {
    committed = done.state;
    done.answers.forEach(Runnable::run);
    if (!done.effects.isEmpty()) {
      effects.accept(done.effects, done.state);
    }
  }

  private void reload() {
    sim().trace().note(node.name() + " throws its memory away");
    reloading = true;
    batch.failures.forEach(Runnable::run);
    List<Waiting<E, O>> dropped = List.copyOf(queue);
    queue.clear();
    dropped.forEach(waiting -> waiting.answer.accept(Optional.empty()));
    after(
        sim().between(Duration.ofMillis(1), Duration.ofMillis(500)),
        "",
        () -> {
          resume();
          reloading = false;
          reloaded.run();
        });
  }

  private void resume() {
    committed = store.load(epoch);
    batch = new Batch<>(committed);
    plannedWake = Instant.MAX;
    after(Duration.ZERO, "", this::work);
  }

  private void planWake() {
    if (reloading) {
      return;
    }
    heart
        .wakeAt(batch.state)
        .ifPresent(at -> {
          if (at.isBefore(plannedWake)) {
            plannedWake = at;
            Duration pause = Duration.between(sim().instant(), at);
            // A timer is never early and sometimes late.
            Duration late = sim().between(Duration.ofNanos(1_000), Duration.ofMillis(2));
            after(
                pause.isNegative() ? late : pause.plus(late),
                "",
                () -> {
                  plannedWake = Instant.MAX;
                  work();
                });
          }
        });
  }

  private void after(Duration delay, String what, Runnable action) {
    int planned = generation;
    node.later(
        delay,
        what,
        () -> {
          if (generation == planned) {
            action.run();
          }
        });
  }

  private Sim sim() {
    return node.sim();
  }
}
