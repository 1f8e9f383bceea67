package dev.stadion.marathon.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names in the tree (marathon.md §2). */
class PathIdTest {
  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b",
    "a/b, /a/b",
    "//a//b/, /a/b",
    "/, /",
    "'', /",
    "/a/./b, /a/b",
    "/a/../b, /b",
    "/../../a, /a"
  })
  void slashesCollapseAndDotsAreResolved(String text, String id) {
    assertThat(PathId.of(text)).hasToString(id);
  }

  @ParameterizedTest
  @CsvSource({"c, /a/b/c", "../c, /a/c", "/c, /c", "., /a/b", "../../../c, /c"})
  void relativeNamesAreSeenFromWhereTheyAreUsed(String text, String id) {
    assertThat(PathId.of("/a/b").resolve(text)).hasToString(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "/a", "a1", "1", "a-b", "a.b", "/a/b/c", "a.b-c.d", "../a", "//a//b", "0-0"})
  void whatPassesTheRegex(String text) {
    assertThat(PathId.isWellFormed(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "A", "a_b", "-a", "a-", "/a/-b", "a..b", ".a", "a.", "a b", "ä", "a/B", "a%2fb"
      })
  void whatDoesNotPassTheRegex(String text) {
    assertThat(PathId.isWellFormed(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/, must not be root",
    "/a/restart, 'must not end with any of the following reserved keywords: restart, tasks,"
        + " versions, ., ..'",
    "/a/tasks, 'must not end with any of the following reserved keywords: restart, tasks,"
        + " versions, ., ..'",
    "/versions, 'must not end with any of the following reserved keywords: restart, tasks,"
        + " versions, ., ..'"
  })
  void whatCannotBeTheIdOfAnAppIsSaidInTheWordsThatClientsCompare(String id, String problem) {
    assertThat(PathId.of(id).problemAsAppId()).contains(problem);
  }

  @Test
  void wordsThatAreReservedAtTheEndAreFineBefore() {
    assertThat(PathId.of("/tasks/versions/a").problemAsAppId()).isEmpty();
    assertThat(PathId.of("/").problemAsGroupId()).isEmpty();
  }

  @Test
  void theWholeRegexIsToldToWhoBreaksIt() {
    assertThat(new PathId("/A").problemAsAppId())
        .contains(
            "must fully match regular expression"
                + " '^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])|(\\.|\\.\\.)$'");
  }

  @Test
  void theSafeFormIsReversibleAndTheHostNameIsReversed() {
    PathId id = PathId.of("/prod/db-1/a.b");

    assertThat(id.safe()).isEqualTo("prod_db-1_a.b");
    assertThat(PathId.ofSafe(id.safe())).isEqualTo(id);
    assertThat(PathId.of("/prod/db").hostName()).isEqualTo("db.prod");
  }
}
