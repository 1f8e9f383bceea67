package dev.stadion.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.stadion.master.heart.Acls;
import dev.stadion.master.heart.Acls.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ACLs as Mesos writes and judges them (mesos-v1.md §14). */
class AclReaderTest {
  private static Acls read(String json) throws Exception {
    return AclReader.read(new TextNode(json));
  }

  private static boolean allows(Acls acls, String principal, String role) {
    return acls.allow(Action.REGISTER_FRAMEWORKS, Optional.of(principal), Optional.of(role));
  }

  @Test
  void theFirstRuleThatMatchesDecides() throws Exception {
    Acls acls =
        read(
            """
            {"register_frameworks":[
              {"principals":{"values":["web"]},"roles":{"values":["web","web/%"]}},
              {"principals":{"values":["web"]},"roles":{"type":"NONE"}},
              {"principals":{"type":"NONE"},"roles":{"values":["web"]}}]}
            """);

    assertThat(allows(acls, "web", "web")).isTrue();
    assertThat(allows(acls, "web", "web/a")).isTrue();
    assertThat(allows(acls, "web", "web/a/b")).isTrue();
    assertThat(allows(acls, "web", "website")).isFalse();
    assertThat(allows(acls, "web", "*")).isFalse();
    assertThat(allows(acls, "other", "web")).isFalse();
    assertThat(allows(acls, "other", "web/a")).as("no rule").isTrue();
    assertThat(acls.allow(Action.REGISTER_FRAMEWORKS, Optional.empty(), Optional.of("web")))
        .isFalse();
  }

  @Test
  void whatNoRuleMatchesIsAsPermissiveSays() throws Exception {
    Acls acls =
        read(
            """
            {"permissive":false,"register_frameworks":[
              {"principals":{"type":"ANY"},"roles":{"values":["web"]}}]}
            """);

    assertThat(allows(acls, "anybody", "web")).isTrue();
    assertThat(allows(acls, "anybody", "db")).isFalse();
    assertThat(acls.allow(Action.MARK_AGENTS_GONE, Optional.of("x"), Optional.empty())).isFalse();
    assertThat(Acls.NONE.allow(Action.MARK_AGENTS_GONE, Optional.empty(), Optional.empty()))
        .isTrue();
  }

  @Test
  void aFileIsAsGoodAsATextAndADocument(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("acls.json");
    Files.writeString(file, "{\"permissive\": false}");

    assertThat(read(file.toString())).isEqualTo(read("{\"permissive\":false}"));
    assertThat(read("file://" + file)).isNotEqualTo(Acls.NONE);
    assertThat(AclReader.read(null)).isEqualTo(Acls.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"view_containers\":[]}",
        "{\"permissive\":\"no\"}",
        "{\"run_tasks\":{}}",
        "{\"run_tasks\":[{\"principals\":{\"type\":\"ANY\"}}]}",
        "{\"run_tasks\":[{\"principals\":{\"type\":\"ANY\"},\"roles\":{\"type\":\"ANY\"}}]}",
        "{\"run_tasks\":[{\"principals\":{\"type\":\"SOMEBODY\"},\"users\":{\"type\":\"ANY\"}}]}",
        "{\"run_tasks\":[{\"principals\":{\"values\":\"x\"},\"users\":{\"type\":\"ANY\"}}]}",
        "{\"run_tasks\":[{\"principals\":{},\"users\":{\"type\":\"ANY\"}}]}",
        "{\"run_tasks\":[{\"principals\":{\"type\":\"ANY\",\"no\":1},\"users\":{\"type\":\"ANY\"}}]}",
        "{\"mark_agents_gone\":[{\"principals\":{\"type\":\"ANY\"},\"agents\":{\"values\":[\"a\"]}}]}"
      })
  void whatNobodyWouldKeepIsRefused(String acls) {
    assertThatThrownBy(() -> read(acls))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("acls: ");
  }
}
