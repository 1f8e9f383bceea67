package dev.stadion.master.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.master.heart.FrameworkCall;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.scheduler.Call;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers in calls that are no errors, and calls that mean nothing (mesos-v1.md §3.4, §3.10). */
class CallReaderTest {
  private static Call.Builder call(Call.Type type) {
    return Call.newBuilder().setType(type).setFrameworkId(FrameworkID.newBuilder().setValue("F"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0.25, PT0.25S",
    "5, PT5S",
    "-1, PT5S",
    "-Infinity, PT5S",
    "NaN, PT5S",
    "31536000, PT8760H",
    "31536001, PT8760H",
    "1e300, PT8760H",
    "Infinity, PT8760H"
  })
  void aRefusalLastsFiveSecondsUnlessItSaysSensiblyOtherwise(double seconds, Duration lasts)
      throws Exception {
    var said = call(Call.Type.DECLINE);
    said.getDeclineBuilder().getFiltersBuilder().setRefuseSeconds(seconds);
    var silent = call(Call.Type.DECLINE);
    silent.getDeclineBuilder();

    var read = (FrameworkCall.Decline) CallReader.read(said.build());
    var byDefault = (FrameworkCall.Decline) CallReader.read(silent.build());

    assertThat(read.refuse()).isEqualTo(lasts);
    assertThat(byDefault.refuse()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aRequestIsAcceptedAndMeansNothing() throws Exception {
    var request = call(Call.Type.REQUEST);
    request.getRequestBuilder();

    assertThat(CallReader.read(request.build())).isEqualTo(new FrameworkCall.NoOp("REQUEST"));
  }
}
