package dev.stadion.marathon.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.deployment.RestartMath.Situation;
import dev.stadion.marathon.scheduler.Apps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many old instances go and new ones come (marathon.md §12.3). */
class RestartMathTest {
  @ParameterizedTest(name = "{0} × [{1}, {2}]: {3} healthy, {4} new, {5} old, {6} dying")
  @CsvSource({
    // The rule of the default: all new ones beside all old ones.
    "3, 1, 1, 3, 0, 3, 0, 0, 3",
    "3, 1, 1, 6, 3, 3, 0, 3, 0",
    // Half may be missing, nothing more may be there.
    "4, 0.5, 0, 4, 0, 4, 0, 2, 0",
    "4, 0.5, 0, 2, 0, 2, 2, 0, 0",
    "4, 0.5, 0, 2, 0, 2, 0, 0, 2",
    // minHealthy is rounded up, maxCapacity down.
    "3, 0.5, 0.5, 3, 0, 3, 0, 1, 1",
    // Neither fewer nor more: one more is allowed all the same.
    "2, 1, 0, 2, 0, 2, 0, 0, 1",
    "2, 1, 0, 3, 1, 2, 0, 1, 0",
    // Nothing is left that is to be kept.
    "1, 0, 0, 1, 0, 1, 0, 1, 0",
    "1, 0, 0, 0, 0, 0, 0, 0, 1",
    // Ill old ones do not hold up those to come.
    "2, 1, 1, 0, 0, 2, 0, 0, 2",
    // Fewer are wanted than there are.
    "2, 1, 1, 5, 0, 5, 0, 3, 0",
    // Small shares are rounded away.
    "10, 1, 0.05, 10, 0, 10, 0, 0, 1"
  })
  void theFormula(
      int instances,
      double minimum,
      double over,
      int healthy,
      int fresh,
      int old,
      int dying,
      int kill,
      int start) {
    var target =
        Apps.sleeper(
            "/a",
            instances,
            ",'upgradeStrategy':{'minimumHealthCapacity':%s,'maximumOverCapacity':%s}"
                .formatted(minimum, over));

    assertThat(RestartMath.of(target, new Situation(healthy, fresh, old, dying)))
        .isEqualTo(new RestartMath(kill, start));
  }

  @ParameterizedTest
  @CsvSource({"3, 3, 1, 0", "3, 2, 0, 1"})
  void appsWithDataMakeRoomInsteadOfBecomingMore(int old, int healthy, int kill, int start) {
    var target =
        Apps.app(
            "{'id':'/a','cmd':'sleep 1','instances':3,'role':'data','upgradeStrategy':"
                + "{'minimumHealthCapacity':1,'maximumOverCapacity':0},'container':{'type':'MESOS',"
                + "'volumes':[{'containerPath':'d','mode':'RW','persistent':{'size':1}}]}}");

    assertThat(RestartMath.of(target, new Situation(healthy, 0, old - (3 - healthy), 0)))
        .isEqualTo(new RestartMath(kill, start));
  }
}
