package dev.stadion.marathon.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.PathId;
import dev.stadion.scheduling.id.TaskId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of instances and tasks (marathon.md §9). */
class TaskNamesTest {
  private static final String UUID_TEXT = "c0caec0a-863a-11e9-915b-c610fee06dff";
  private static final InstanceId INSTANCE =
      new InstanceId(PathId.of("/prod/db"), UUID.fromString(UUID_TEXT));

  @Test
  void idsAreSpelledAsInTheOriginal() {
    assertThat(INSTANCE).hasToString("prod_db.instance-" + UUID_TEXT);
    assertThat(INSTANCE.task(1).value()).isEqualTo("prod_db.instance-" + UUID_TEXT + "._app.1");
    assertThat(INSTANCE.task("nginx", 3).value())
        .isEqualTo("prod_db.instance-" + UUID_TEXT + ".nginx.3");
  }

  @Test
  void ourTasksAreTakenApartAgain() {
    assertThat(TaskName.parse(INSTANCE.task(7))).contains(new TaskName(INSTANCE, 7));
    assertThat(TaskName.parse(INSTANCE.task("nginx", 3)))
        .contains(new TaskName(INSTANCE, Optional.of("nginx"), 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prod_db.instance-" + UUID_TEXT,
        "prod_db.instance-" + UUID_TEXT + "._app.1",
        "prod_db.instance-" + UUID_TEXT + "._app",
        "prod_db.instance-" + UUID_TEXT + ".nginx",
        "prod_db.instance-" + UUID_TEXT + ".nginx.3",
        "prod_db.marathon-" + UUID_TEXT,
        "prod_db." + UUID_TEXT,
        "prod_db_" + UUID_TEXT,
        "prod_db." + UUID_TEXT + ".4"
      })
  void whoNamesATaskOfAnyAgeMeansItsInstance(String text) {
    assertThat(InstanceId.ofAnyAge(text)).contains(INSTANCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "task",
        "prod_db",
        "." + UUID_TEXT,
        UUID_TEXT,
        "prod_db.instance-1",
        "prod_db.instance-C0CAEC0A-863A-11E9-915B-C610FEE06DFF",
        "prod_db.instance-" + UUID_TEXT + "x",
        "prod_db.instance-" + UUID_TEXT + ".a.b.c"
      })
  void whatIsNoIdOfATaskIsNone(String text) {
    assertThat(InstanceId.ofAnyAge(text)).isEmpty();
  }

  @Test
  void anEndlessIdCostsNothing() {
    assertThat(InstanceId.ofAnyAge("a.".repeat(100_000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prod_db.instance-" + UUID_TEXT,
        "prod_db.instance-" + UUID_TEXT + "._app",
        "prod_db.instance-" + UUID_TEXT + "._app.01",
        "prod_db.instance-" + UUID_TEXT + "._app.-1",
        "prod_db.marathon-" + UUID_TEXT + "._app.1",
        "prod_db." + UUID_TEXT,
        "ct:1:0:job:"
      })
  void tasksThatWeDidNotNameAreNotOurs(String text) {
    assertThat(TaskName.parse(new TaskId(text))).isEmpty();
  }
}
