package dev.stadion.offerclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.offerclient.testing.FakeMaster;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HelloFrameworkTest {
  private static final Path HERE = Path.of("src/test/java/dev/stadion/offerclient");
  private static final Path MAIN = Path.of("src/main/java/dev/stadion/offerclient");

  @Test
  void theExampleRunsItsTaskAndHearsOfItsEnd() {
    try (var master = FakeMaster.start();
        var hello = new HelloFramework(master.uri())) {
      var stream = master.awaitSubscription();
      FrameworkId framework = stream.subscribed();
      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.RECONCILE);

      stream.send(offer(framework, "O1", Resources.of(0.05, 32, 0)));
      assertThat(master.awaitCall().getDecline().getOfferIds(0).getValue()).isEqualTo("O1");
      stream.send(offer(framework, "O2", Resources.of(4, 1024, 0)));
      TaskInfo task = master.awaitCall().getAccept().getOperations(0).getLaunch().getTaskInfos(0);
      assertThat(task.getCommand().getValue()).isEqualTo("echo hello, stadion");
      stream.send(finished(task));

      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.ACKNOWLEDGE);
      assertThat(hello.await().task().value()).isEqualTo("hello.1");
    }
  }

  @Test
  void theDocumentationShowsTheExampleAsItIs() throws IOException {
    String source = Files.readString(HERE.resolve("HelloFramework.java"));
    String example =
        source.substring(
            source.indexOf("// example begins\n") + "// example begins\n".length(),
            source.indexOf("// example ends"));
    String shown =
        Files.readString(MAIN.resolve("package-info.java"))
            .lines()
            .map(line -> line.replaceFirst("^ \\* ?", ""))
            .collect(Collectors.joining("\n"));
    assertThat(shown).contains("<pre>{@code\n" + example + "}</pre>");
  }

  private static Event offer(FrameworkId framework, String id, Resources resources) {
    var event = Event.newBuilder().setType(Event.Type.OFFERS);
    event
        .getOffersBuilder()
        .addOffers(
            Offer.newBuilder()
                .setId(Ids.toProto(new OfferId(id)))
                .setAgentId(Ids.toProto(new AgentId("S0")))
                .setFrameworkId(Ids.toProto(framework))
                .setHostname("a1.example")
                .addAllResources(ResourceConverter.toProto(resources)));
    return event.build();
  }

  private static Event finished(TaskInfo task) {
    var event = Event.newBuilder().setType(Event.Type.UPDATE);
    event
        .getUpdateBuilder()
        .getStatusBuilder()
        .setTaskId(task.getTaskId())
        .setAgentId(task.getAgentId())
        .setState(TaskState.TASK_FINISHED)
        .setUuid(Uuids.toBytes(new UUID(3, 4)));
    return event.build();
  }
}
