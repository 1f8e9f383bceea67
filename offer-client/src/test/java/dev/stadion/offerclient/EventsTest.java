package dev.stadion.offerclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.FrameworkId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {
  private static final URI MASTER = URI.create("http://m:5050/api/v1/scheduler");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"HEARTBEAT\"}",
        "{\"type\":\"OF_LATER_TIMES\",\"news\":{}}",
        "{}",
        "{\"type\":\"INVERSE_OFFERS\",\"inverse_offers\":{}}",
        "{\"type\":\"OFFERS\",\"offers\":{}}"
      })
  void whatSaysNothingToAFrameworkIsNoEvent(String json) throws MalformedMessageException {
    Events.Reading reading = read(json);
    assertThat(reading.event()).isEmpty();
    assertThat(reading.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"RESCIND\",\"rescind\":{\"offer_id\":{\"value\":\"a/b\"}}}",
        "{\"type\":\"RESCIND\"}",
        "{\"type\":\"FAILURE\",\"failure\":{}}",
        "{\"type\":\"UPDATE\",\"update\":{\"status\":{\"task_id\":{\"value\":\"t\"},"
            + "\"state\":\"TASK_LOST\",\"uuid\":\"AAAA\"}}}"
      })
  void whatCannotBeUnderstoodIsAProblemAndNoException(String json)
      throws MalformedMessageException {
    Events.Reading reading = read(json);
    assertThat(reading.event()).isEmpty();
    assertThat(reading.problems()).hasSize(1);
  }

  @Test
  void aSubscriptionNamesTheMasterThatAnswered() throws MalformedMessageException {
    assertThat(
            read("{\"type\":\"SUBSCRIBED\",\"subscribed\":{\"framework_id\":{\"value\":\"F\"}}}")
                .event())
        .isEqualTo(Optional.of(new SchedulerEvent.Subscribed(new FrameworkId("F"), MASTER)));
  }

  @Test
  void anErrorIsTheMastersWord() throws MalformedMessageException {
    assertThat(
            read("{\"type\":\"ERROR\",\"error\":{\"message\":\"Framework failed over\"}}").event())
        .isEqualTo(Optional.of(new SchedulerEvent.Refused("Framework failed over")));
  }

  private static Events.Reading read(String json) throws MalformedMessageException {
    return Events.read(
        WireFormat.JSON.read(json.getBytes(UTF_8), Event.newBuilder()).build(),
        MASTER,
        Instant.EPOCH);
  }
}
