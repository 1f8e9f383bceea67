package dev.stadion.marathon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.App.Change;
import dev.stadion.marathon.scheduler.Apps;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which changes replace tasks, and what they do to the version (marathon.md §5.1, §11). */
class ChangesTest {
  private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

  private static AppDefinition app(String more) {
    return Apps.app("{'id':'/a','cmd':'sleep 1','instances':2" + more + "}");
  }

  private static App old(String more) {
    return App.created(app(more), BEFORE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",'cpus':2",
        ",'mem':64",
        ",'disk':1",
        ",'gpus':1",
        ",'user':'x'",
        ",'env':{'A':'b'}",
        ",'labels':{'a':'b'}",
        ",'executor':'/x'",
        ",'constraints':[['hostname','UNIQUE']]",
        ",'fetch':[{'uri':'http://h/x'}]",
        ",'dependencies':['/b']",
        ",'healthChecks':[{'path':'/'}]",
        ",'check':{'tcp':{'portIndex':0}}",
        ",'upgradeStrategy':{'minimumHealthCapacity':0,'maximumOverCapacity':0}",
        ",'backoffSeconds':2",
        ",'backoffFactor':2",
        ",'maxLaunchDelaySeconds':2",
        ",'taskKillGracePeriodSeconds':2",
        ",'killSelection':'OLDEST_FIRST'",
        ",'unreachableStrategy':'disabled'",
        ",'acceptedResourceRoles':['*']",
        ",'role':'dev'",
        ",'requirePorts':true",
        ",'ports':[80]",
        ",'networks':[{'mode':'container/bridge'}]",
        ",'container':{'type':'MESOS','docker':{'image':'i'}}",
        ",'resourceLimits':{'cpus':2}",
        ",'tty':true"
      })
  void theseReplaceTheTasks(String change) {
    App next = old("").redefined(app(change), NOW);

    assertThat(old("").changeTo(app(change))).isEqualTo(Change.UPGRADE);
    assertThat(next.versionInfo()).isEqualTo(VersionInfo.created(NOW));
  }

  @Test
  void anotherNumberOfInstancesKeepsThem() {
    App next = old("").redefined(app("").withInstances(5), NOW);

    assertThat(next.versionInfo().version()).isEqualTo(NOW);
    assertThat(next.versionInfo().lastScalingAt()).isEqualTo(NOW);
    assertThat(next.versionInfo().lastConfigChangeAt()).isEqualTo(BEFORE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",'cpus':1.0",
        ",'args':[]",
        ",'constraints':[]",
        ",'executorResources':null",
        ",'networks':[{'mode':'host'}]"
      })
  void nothingIsChangedByWhatMeansTheSame(String same) {
    assertThat(old("").redefined(app(same), NOW)).isEqualTo(old(""));
  }

  @Test
  void theOrderOfSetsMeansNothing() {
    assertThat(
            old(",'constraints':[['a','UNIQUE'],['b','UNIQUE']],'dependencies':['/x','/y']")
                .changeTo(
                    app(
                        ",'constraints':[['b','UNIQUE'],['a','UNIQUE']],'dependencies':['/y','/x']")))
        .isEqualTo(Change.NONE);
  }

  @Test
  void theOrderOfListsDoes() {
    assertThat(
            old(",'portDefinitions':[{'port':1},{'port':2}]")
                .changeTo(app(",'portDefinitions':[{'port':2},{'port':1}]")))
        .isEqualTo(Change.UPGRADE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'scheduling':{'killSelection':'OLDEST_FIRST'}",
        "'scheduling':{'unreachableStrategy':'disabled'}",
        "'executorResources':{'cpus':0.2,'mem':64,'disk':10}"
      })
  void theseLeaveInstancesOfAPodAsTheyAre(String change) {
    App pod = App.created(Apps.pod("/p", 2, ""), BEFORE);

    assertThat(pod.changeTo(Apps.pod("/p", 2, "," + change))).isEqualTo(Change.SCALE);
    assertThat(pod.redefined(Apps.pod("/p", 2, "," + change), NOW).versionInfo())
        .isEqualTo(pod.versionInfo().scaled(NOW));
  }

  @Test
  void labelsOfAPodReplaceItsInstances() {
    App pod = App.created(Apps.pod("/p", 2, ""), BEFORE);

    assertThat(pod.changeTo(Apps.pod("/p", 2, ",'labels':{'a':'b'}"))).isEqualTo(Change.UPGRADE);
  }
}
