package dev.stadion.marathon.api;

import static dev.stadion.marathon.api.RunningMarathon.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of secrets: values go in and never come out (promises.md §7.6). */
class SecretsApiTest {
  @TempDir private static Path directory;

  private static RunningMarathon withKey() throws Exception {
    Path key = directory.resolve("key");
    Files.writeString(key, "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return new RunningMarathon("secretsKeyFile: " + key + "\nenableFeatures: [secrets]\n");
  }

  @Test
  void secretsAreStoredListedReplacedAndRemovedAndNeverTold() throws Exception {
    try (RunningMarathon marathon = withKey()) {
      String base = "/secrets/v1/secret/default";

      assertThat(marathon.put(base + "/db/password", "{'value':'CANARY-1'}").status())
          .isEqualTo(201);
      assertThat(marathon.put(base + "/db/password", "{'value':'CANARY-2'}").status())
          .isEqualTo(409);
      assertThat(
              marathon
                  .send(
                      "PATCH",
                      base + "/db/password",
                      json("{'value':'CANARY-3'}"),
                      "Content-Type",
                      "application/json")
                  .status())
          .isEqualTo(204);
      var list = marathon.get(base + "?list=true");
      assertThat(list.json().path("array").get(0).asText()).isEqualTo("db/password");
      assertThat(
              marathon
                  .post(
                      "/v2/apps",
                      "{'id':'/app','cmd':'sleep 1','secrets':{'pw':{'source':'db/password'}},"
                          + "'env':{'PASSWORD':{'secret':'pw'}}}")
                  .status())
          .isEqualTo(201);

      for (String path :
          new String[] {
            base,
            base + "/db",
            base + "/db/password",
            "/v2/apps",
            "/v2/apps/app",
            "/v2/groups",
            "/v2/queue",
            "/v2/deployments",
            "/v2/info",
            "/metrics"
          }) {
        assertThat(marathon.get(path).response().body()).doesNotContain("CANARY");
      }

      assertThat(marathon.delete(base + "/db/password").status()).isEqualTo(204);
      assertThat(marathon.delete(base + "/db/password").status()).isEqualTo(404);
      assertThat(marathon.get(base).json().path("array")).isEmpty();
    }
  }

  @Test
  void whatCannotBeASecretIsRefused() throws Exception {
    try (RunningMarathon marathon = withKey()) {
      String base = "/secrets/v1/secret/default/";

      assertThat(marathon.put(base + "a", "{}").status()).isEqualTo(422);
      assertThat(marathon.put(base + "a", "{'value':1}").status()).isEqualTo(422);
      assertThat(marathon.put(base + "a", "{'value':''}").status()).isEqualTo(422);
      assertThat(marathon.put(base + "a", "nonsense").status()).isEqualTo(400);
      assertThat(marathon.put(base + "a*b", "{'value':'x'}").status()).isEqualTo(422);
      assertThat(
              marathon
                  .send(
                      "PATCH",
                      base + "nothing",
                      json("{'value':'x'}"),
                      "Content-Type",
                      "application/json")
                  .status())
          .isEqualTo(404);
      assertThat(marathon.get(base).json().path("array")).isEmpty();
    }
  }

  @Test
  void withoutAKeyNothingIsStored() throws Exception {
    try (RunningMarathon marathon = new RunningMarathon()) {
      var answer = marathon.put("/secrets/v1/secret/default/a", "{'value':'x'}");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().path("message").asText()).contains("secretsKeyFile");
    }
  }
}
