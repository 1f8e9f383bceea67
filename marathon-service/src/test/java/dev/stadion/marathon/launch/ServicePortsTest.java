package dev.stadion.marathon.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.scheduler.Apps;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ports by which load balancers know an app (marathon.md §5.4). */
class ServicePortsTest {
  private final ServicePorts range = new ServicePorts(10000, 10004);

  private static RunSpec app(String ports) {
    return Apps.sleeper("/a", 1, ",'ports':[" + ports + "]");
  }

  private List<Integer> assigned(String ports, Optional<RunSpec> before, Integer... taken) {
    return range
        .assign(app(ports), before, TakenPorts.NONE.plus(List.of(taken)))
        .map(RunSpec::servicePorts)
        .orElse(List.of());
  }

  @Test
  void zerosBecomeTheLowestFreePorts() {
    assertThat(assigned("0,0,0", Optional.empty(), 10000, 10002))
        .containsExactly(10001, 10003, 10004);
  }

  @Test
  void whatIsSaidStaysEvenIfAnotherAppHasIt() {
    assertThat(assigned("80,0", Optional.empty(), 80)).containsExactly(80, 10000);
  }

  @Test
  void aPortThatIsSaidIsNotGivenForAZero() {
    assertThat(assigned("0,10000", Optional.empty())).containsExactly(10001, 10000);
  }

  @Test
  void thePortsOfBeforeAreUsedAgainFirstAndInTheirOrder() {
    assertThat(assigned("0,0,0", Optional.of(app("10003,10001"))))
        .containsExactly(10003, 10001, 10000);
    assertThat(assigned("10003,0", Optional.of(app("10003,10001")))).containsExactly(10003, 10001);
  }

  @Test
  void whenAllAreTakenThereIsNone() {
    assertThat(range.assign(app("0,0,0,0,0"), Optional.empty(), TakenPorts.NONE)).isPresent();
    assertThat(range.assign(app("0,0,0,0,0,0"), Optional.empty(), TakenPorts.NONE)).isEmpty();
  }

  @Test
  void containersHaveThemInTheirMappings() {
    RunSpec bridged =
        Apps.sleeper(
            "/a",
            1,
            ",'networks':[{'mode':'container/bridge'}],'container':{'type':'MESOS',"
                + "'portMappings':[{'containerPort':80},{'containerPort':81,'servicePort':99}]}");

    assertThat(
            range.assign(bridged, Optional.empty(), TakenPorts.NONE).orElseThrow().servicePorts())
        .containsExactly(10000, 99);
  }
}
