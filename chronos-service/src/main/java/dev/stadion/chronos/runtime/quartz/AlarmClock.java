package dev.stadion.chronos.runtime.quartz;

import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Rings when a tick is due. It looks a little ahead into the committed state and sets one alarm for
 * each distinct due time, however many jobs share it. What is due is decided by the heart from our
 * own tables; a ring too many or one forgotten changes nothing (promises.md §2.9).
 */
public final class AlarmClock {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int MOST_ALARMS = 5_000;
  private static final JobKey RING = JobKey.jobKey("ring");
  private static final JobKey LOOK = JobKey.jobKey("look-ahead");
  private static final String SELF = "alarm-clock";
  // Quartz keeps its schedulers by name, and a process may hold several suites.
  private static final AtomicLong NEXT = new AtomicLong();

  private final InstantSource clock;
  private final Supplier<Optional<ChronosState>> state;
  private final Consumer<ChronosEvent> ring;
  private Scheduler quartz;

  /**
   * @param state the last committed one, while there is one
   * @param ring where a due tick is told
   */
  public AlarmClock(
      InstantSource clock, Supplier<Optional<ChronosState>> state, Consumer<ChronosEvent> ring) {
    this.clock = clock;
    this.state = state;
    this.ring = ring;
  }

  public synchronized void start() {
    try {
      quartz = new StdSchedulerFactory(properties()).getScheduler();
      quartz.getContext().put(SELF, this);
      JobDetail ringing = JobBuilder.newJob(Ring.class).withIdentity(RING).storeDurably().build();
      quartz.addJob(ringing, true);
      quartz.scheduleJob(
          JobBuilder.newJob(LookAhead.class).withIdentity(LOOK).build(),
          TriggerBuilder.newTrigger()
              .withSchedule(
                  SimpleScheduleBuilder.simpleSchedule()
                      .withIntervalInSeconds(1)
                      .repeatForever()
                      .withMisfireHandlingInstructionNextWithRemainingCount())
              .build());
      quartz.start();
    } catch (SchedulerException e) {
      throw new IllegalStateException("the alarm clock does not start", e);
    }
  }

  public synchronized void stop() {
    if (quartz == null) {
      return;
    }
    try {
      quartz.shutdown(false);
      quartz = null;
    } catch (SchedulerException e) {
      throw new IllegalStateException("the alarm clock does not stop", e);
    }
  }

  /** Sets the alarm of the very next tick, such as that of a job that was just posted. */
  public synchronized void next(ChronosState committed) {
    if (quartz != null && !committed.due().isEmpty()) {
      Instant at = committed.due().first().at();
      if (!at.isAfter(clock.instant().plus(WINDOW))) {
        setAlarm(at);
      }
    }
  }

  private synchronized void lookAhead(ChronosState committed) {
    if (quartz == null) {
      return;
    }
    Instant until = clock.instant().plus(WINDOW);
    Set<Instant> times = new HashSet<>();
    for (ChronosState.DueKey due : committed.due()) {
      if (due.at().isAfter(until) || times.size() >= MOST_ALARMS) {
        break;
      }
      if (times.add(due.at())) {
        setAlarm(due.at());
      }
    }
  }

  private void setAlarm(Instant at) {
    var key = TriggerKey.triggerKey(Long.toString(at.toEpochMilli()));
    try {
      if (!quartz.checkExists(key)) {
        Trigger alarm =
            TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(RING)
                .startAt(Date.from(at))
                .build();
        quartz.scheduleJob(alarm);
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException("the alarm for " + at + " cannot be set", e);
    }
  }

  private static Properties properties() {
    var properties = new Properties();
    properties.put("org.quartz.scheduler.instanceName", "chronos-" + NEXT.incrementAndGet());
    properties.put("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.put("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    properties.put("org.quartz.jobStore.misfireThreshold", "60000");
    properties.put("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.put("org.quartz.threadPool.threadCount", "2");
    properties.put("org.quartz.threadPool.makeThreadsDaemons", "true");
    properties.put("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
    return properties;
  }

  private static AlarmClock of(JobExecutionContext context) {
    try {
      return (AlarmClock) context.getScheduler().getContext().get(SELF);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A due time has come. Quartz makes it, so it is public. */
  public static final class Ring implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      of(context)
          .ring
          .accept(new ChronosEvent.Due(context.getTrigger().getStartTime().toInstant()));
    }
  }

  /** Moves the window on. Quartz makes it, so it is public. */
  public static final class LookAhead implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      AlarmClock self = of(context);
      self.state.get().ifPresent(self::lookAhead);
    }
  }
}
