package dev.stadion.benchmarks.cluster;

import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Offer.Operation;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.offerclient.SchedulerClient;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Launches so many tasks on every agent it is offered, once, and acknowledges what it hears. */
final class FillingFramework implements AutoCloseable {
  private static final Resources EACH = Resources.of(0.1, 32, 0);
  private static final Duration NEVER_AGAIN = Duration.ofDays(1);

  private final SchedulerClient master;
  private final int perAgent;
  private final AtomicLong launched = new AtomicLong();
  private final AtomicLong running = new AtomicLong();
  private final AtomicLong subscriptions = new AtomicLong();

  FillingFramework(List<URI> masters, int perAgent) {
    this.perAgent = perAgent;
    var info =
        FrameworkInfo.newBuilder()
            .setUser("nobody")
            .setName("filling")
            .setFailoverTimeout(3600)
            .setCheckpoint(true)
            .build();
    master = SchedulerClient.builder(masters, info).listener(this::on).build();
    master.start();
  }

  /** Tasks of which TASK_RUNNING was heard. */
  long running() {
    return running.get();
  }

  long subscriptions() {
    return subscriptions.get();
  }

  private void on(SchedulerEvent event) {
    switch (event) {
      case SchedulerEvent.Subscribed _ -> subscriptions.incrementAndGet();
      case SchedulerEvent.Offered(var offers) -> offers.forEach(this::use);
      case SchedulerEvent.Updated(var update) -> learn(update);
      case SchedulerEvent.Refused(var message) -> throw new IllegalStateException(message);
      default -> {
        // nothing that matters here
      }
    }
  }

  private void use(Offer offer) {
    if (offer.resources().amount(Resources.MEM) < perAgent * EACH.amount(Resources.MEM)) {
      master.decline(List.of(offer.id()), NEVER_AGAIN);
      return;
    }
    var launch = Operation.newBuilder().setType(Operation.Type.LAUNCH);
    for (int i = 0; i < perAgent; i++) {
      launch
          .getLaunchBuilder()
          .addTaskInfos(
              TaskInfo.newBuilder()
                  .setName("filling")
                  .setTaskId(Ids.toProto(new TaskId("filling." + launched.getAndIncrement())))
                  .setAgentId(Ids.toProto(offer.agent()))
                  .addAllResources(ResourceConverter.toProto(EACH))
                  .setCommand(CommandInfo.newBuilder().setValue("sleep 1000")));
    }
    master.accept(List.of(offer.id()), List.of(launch.build()), NEVER_AGAIN);
  }

  private void learn(TaskUpdate update) {
    if (update.uuid().isPresent()) {
      master.acknowledge(update.task(), update.agent().orElseThrow(), update.uuid().get());
      if (update.state() == TaskState.RUNNING) {
        running.incrementAndGet();
      }
    }
  }

  @Override
  public void close() {
    master.close();
  }
}
