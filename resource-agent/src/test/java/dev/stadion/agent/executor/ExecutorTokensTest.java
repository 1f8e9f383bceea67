package dev.stadion.agent.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ExecutorTokensTest {
  private final ExecutorTokens tokens = new ExecutorTokens(new byte[32]);
  private final String token =
      tokens.issue(new ExecutorKey(new FrameworkId("f"), "e"), new ContainerId("c"));

  @Test
  void aTokenSaysWhoseItIs() {
    assertThat(tokens.verify("Bearer " + token)).contains(new ExecutorTokens.Claims("f", "e", "c"));
    assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), UTF_8))
        .isEqualTo("{\"cid\":\"c\",\"eid\":\"e\",\"fid\":\"f\"}");
  }

  @Test
  void anythingElseIsNoToken() {
    byte[] other = new byte[32];
    other[0] = 1;
    String foreign =
        new ExecutorTokens(other)
            .issue(new ExecutorKey(new FrameworkId("f"), "e"), new ContainerId("c"));
    String none = Base64.getUrlEncoder().encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
    for (String wrong :
        new String[] {
          null,
          "",
          token,
          "Basic " + token,
          "Bearer " + foreign,
          "Bearer " + token.substring(1),
          "Bearer " + token.substring(0, token.lastIndexOf('.') + 1),
          "Bearer " + none + "." + token.split("\\.")[1] + ".",
          "Bearer a.b.c",
          "Bearer ....."
        }) {
      assertThat(tokens.verify(wrong)).as(wrong).isEmpty();
    }
  }
}
