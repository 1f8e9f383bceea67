package dev.stadion.marathon.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.leader.LeaderDuty;
import dev.stadion.dropwizard.loop.EventLoop;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.service.ExitHandler;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonEffect;
import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.offerclient.SchedulerListener;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process does only while it leads: decide, and talk to the master. */
final class MarathonDuty implements LeaderDuty {
  /** marathon.md §19. */
  private static final int FRAMEWORK_ID_MISSING = 108;

  private static final Logger log = LoggerFactory.getLogger(MarathonDuty.class);

  private final MasterLink master;
  private final String defaultRole;
  private final OperationAnswers answers;
  private final MarathonMetrics metrics;
  private final Runnable atTheEnd;
  private final ExitHandler exit;
  private EventLoop<MarathonState, MarathonEvent, MarathonChange, MarathonEffect, MarathonOutcome>
      loop;

  /**
   * @param defaultRole under which we are always known
   * @param answers keeps up the conversation about operations
   * @param atTheEnd ends what only a leader does
   */
  MarathonDuty(
      MasterLink master,
      String defaultRole,
      OperationAnswers answers,
      MarathonMetrics metrics,
      Runnable atTheEnd,
      ExitHandler exit) {
    this.answers = requireNonNull(answers, "answers");
    this.defaultRole = requireNonNull(defaultRole, "defaultRole");
    this.master = requireNonNull(master, "master");
    this.metrics = requireNonNull(metrics, "metrics");
    this.atTheEnd = requireNonNull(atTheEnd, "atTheEnd");
    this.exit = requireNonNull(exit, "exit");
  }

  /** The loop and its duty know each other; to be called once, before anything begins. */
  void drive(
      EventLoop<MarathonState, MarathonEvent, MarathonChange, MarathonEffect, MarathonOutcome>
          driven) {
    this.loop = requireNonNull(driven, "driven");
  }

  @Override
  public void takeOver(long epoch) {
    loop.start(epoch);
    metrics.leads(true);
    MarathonState state = loop.snapshot();
    boolean hasInstances =
        state.services().values().stream().anyMatch(s -> !s.instances().isEmpty());
    if (state.framework().isEmpty() && hasInstances) {
      exit.exit(
          FRAMEWORK_ID_MISSING,
          "instances are stored but the framework id is missing; restore it from a backup");
      return;
    }
    log.info(
        "leading in epoch {} with {} apps as framework {}",
        epoch,
        state.services().size(),
        state.framework().map(Object::toString).orElse("unnamed yet"));
    master.open(state.framework(), this::roles, new Ear());
  }

  @Override
  public void standDown() {
    metrics.leads(false);
    master.close();
    loop.stop();
    atTheEnd.run();
  }

  /** What the master said may be forgotten: let it say it again. */
  void reloaded() {
    Thread.ofVirtual()
        .name("reconnect")
        .start(() -> {
          try {
            if (master.isOpen()) {
              master.open(loop.snapshot().framework(), this::roles, new Ear());
            }
          } catch (NotLeadingException | StoreUnavailableException e) {
            log.info("not reconnecting: {}", e.getMessage());
          }
        });
  }

  private Set<String> roles() {
    return loop.snapshot().roles().with(defaultRole);
  }

  /** Called by the client's thread. */
  private final class Ear implements SchedulerListener {
    @Override
    public void on(SchedulerEvent event) {
      onAll(List.of(event));
    }

    @Override
    public void onAll(List<SchedulerEvent> events) {
      events.forEach(answers::heard);
      events.forEach(metrics::count);
      loop.postAll(events.stream().flatMap(MasterEvents::of).toList());
    }
  }
}
