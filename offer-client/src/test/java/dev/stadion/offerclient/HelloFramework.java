package dev.stadion.offerclient;

import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskUpdate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The example of the package's documentation, which a test compares with this file. */
// example begins
final class HelloFramework implements AutoCloseable {
  private static final Resources NEEDED = Resources.of(0.1, 32, 0);
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final CompletableFuture<TaskUpdate> ended = new CompletableFuture<>();
  private final SchedulerClient master;
  private boolean launched;

  HelloFramework(URI address) {
    var info = FrameworkInfo.newBuilder().setUser("nobody").setName("hello").build();
    master = SchedulerClient.builder(List.of(address), info).listener(this::on).build();
    master.start();
  }

  private void on(SchedulerEvent event) {
    switch (event) {
      case SchedulerEvent.Subscribed _ -> master.reconcile(Map.of());
      case SchedulerEvent.Offered(var offers) -> offers.forEach(this::use);
      case SchedulerEvent.Updated(var update) -> learn(update);
      case SchedulerEvent.Refused(var message) ->
          ended.completeExceptionally(new IllegalStateException(message));
      default -> {} // the rest concerns those who keep more than one task
    }
  }

  private void use(Offer offer) {
    if (launched || !offer.resources().contains(NEEDED)) {
      master.decline(List.of(offer.id()), AN_HOUR);
      return;
    }
    launched = true;
    var task =
        Operations.shell(new TaskId("hello.1"), offer.agent(), NEEDED, "echo hello, stadion");
    master.accept(List.of(offer.id()), List.of(Operations.launch(List.of(task.build()))), AN_HOUR);
  }

  private void learn(TaskUpdate update) {
    // A real framework stores what it learned before it acknowledges.
    update
        .uuid()
        .ifPresent(uuid -> master.acknowledge(update.task(), update.agent().orElseThrow(), uuid));
    if (update.state().isTerminal()) {
      ended.complete(update);
    }
  }

  // Waits for the task to end.
  TaskUpdate await() {
    return ended.join();
  }

  @Override
  public void close() {
    master.close();
  }
}
// example ends
