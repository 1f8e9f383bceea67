package dev.stadion.mesos.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.mesos.v1.DrainConfig;
import dev.stadion.mesos.v1.DrainInfo;
import dev.stadion.mesos.v1.DrainState;
import dev.stadion.mesos.v1.DurationInfo;
import dev.stadion.mesos.v1.master.Call;
import dev.stadion.mesos.v1.master.Response;
import org.junit.jupiter.api.Test;

/** The documents of the operator API (mesos-v1.md §13). */
class OperatorMessagesTest {
  @Test
  void aDrainNamesItsLongestGraceInSeconds() throws MalformedMessageException {
    Call call =
        call(
            """
            {"type":"DRAIN_AGENT","drain_agent":{"agent_id":{"value":"M-S0"},
             "max_grace_period":{"seconds":30},"mark_gone":true}}
            """);

    assertThat(call.getType()).isEqualTo(Call.Type.DRAIN_AGENT);
    assertThat(call.getDrainAgent().getMaxGracePeriod().getSeconds()).isEqualTo(30);
    assertThat(call.getDrainAgent().getMarkGone()).isTrue();
  }

  @Test
  void aQuotaIsAMapOfScalars() throws MalformedMessageException {
    Call call =
        call(
            """
            {"type":"UPDATE_QUOTA","update_quota":{"force":true,
             "quota_configs":[{"role":"web","limits":{"cpus":{"value":2.5}}}]}}
            """);

    assertThat(call.getUpdateQuota().getQuotaConfigs(0).getLimitsOrThrow("cpus").getValue())
        .isEqualTo(2.5);
  }

  @Test
  void drainingIsToldWithANumberOfNanoseconds() {
    var drain =
        DrainInfo.newBuilder()
            .setState(DrainState.DRAINING)
            .setConfig(
                DrainConfig.newBuilder()
                    .setMaxGracePeriod(DurationInfo.newBuilder().setNanoseconds(30_000_000_000L)))
            .build();

    assertThat(WireFormat.JSON.writeText(drain))
        .isEqualTo(
            "{\"state\":\"DRAINING\",\"config\":{\"max_grace_period\":{\"nanoseconds\":30000000000},"
                + "\"mark_gone\":false}}");
  }

  @Test
  void anAnswerHasTheNumbersOfMesos() {
    var answer =
        Response.newBuilder()
            .setType(Response.Type.GET_HEALTH)
            .setGetHealth(Response.GetHealth.newBuilder().setHealthy(true))
            .build();

    assertThat(answer.toByteArray()).containsExactly(0x08, 0x01, 0x12, 0x02, 0x08, 0x01);
  }

  private static Call call(String json) throws MalformedMessageException {
    return WireFormat.JSON.read(json.getBytes(UTF_8), Call.newBuilder()).build();
  }
}
