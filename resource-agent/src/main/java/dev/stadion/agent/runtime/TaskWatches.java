package dev.stadion.agent.runtime;

import dev.stadion.agent.check.CheckListener;
import dev.stadion.agent.check.CheckState;
import dev.stadion.agent.check.CheckTimer;
import dev.stadion.agent.check.Checks;
import dev.stadion.agent.check.HealthState;
import dev.stadion.agent.check.Prober;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.master.CheckStatuses;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.TaskInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of this agent's tasks: begun when a task runs, also after a restart of the agent, and
 * ended when it is told to end. What they find becomes events. Thread-safe.
 */
final class TaskWatches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskWatches.class);

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("agent-checks").daemon().factory());
  private final Map<ContainerId, CheckInfo> reports = new ConcurrentHashMap<>();
  private final Checks checks;
  private final CheckLooks looks;
  private final InstantSource clock;

  TaskWatches(
      CheckLooks looks,
      Prober prober,
      InstantSource clock,
      MonotonicClock ticker,
      Consumer<AgentEvent> loop) {
    this.looks = looks;
    this.clock = clock;
    this.checks =
        new Checks(
            CheckTimer.of(timer),
            prober,
            ticker,
            new CheckListener() {
              @Override
              public void health(ContainerId container, HealthState.News news) {
                loop.accept(
                    new AgentEvent.HealthSeen(container, news.healthy(), news.kill(), news.why()));
              }

              @Override
              public void checked(ContainerId container, CheckState state) {
                Optional.ofNullable(reports.get(container))
                    .map(check -> CheckStatuses.of(check, state))
                    .ifPresent(status -> loop.accept(new AgentEvent.CheckSeen(container, status)));
              }
            });
  }

  void begin(AgentEffect.Watch watch) {
    AgentTask task = watch.task();
    TaskInfo info = Messages.taskInfo(task.order().info());
    if (!info.hasHealthCheck() && !info.hasCheck()) {
      return;
    }
    Duration age =
        task.runningSince()
            .map(since -> Duration.between(since, clock.instant()))
            .filter(Duration::isPositive)
            .orElse(Duration.ZERO);
    if (info.hasCheck()) {
      reports.put(task.container(), info.getCheck());
    }
    try {
      checks.begin(task.container(), looks.of(watch, info), age);
    } catch (IOException e) {
      LOG.warn("{} is not checked: {}", task.key(), e.getMessage());
    }
  }

  void end(ContainerId container) {
    checks.end(container);
    reports.remove(container);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    checks.endAll();
  }
}
