package dev.stadion.chronos.runtime.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.dropwizard.auth.SecretSeal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * promises.md §7.6: secrets of notifications are sealed from where they arrive to where they sign.
 */
class NotificationSecretsTest {
  private static final NotificationSecrets NO_KEY = new NotificationSecrets(Optional.empty());

  @TempDir private Path directory;
  private NotificationSecrets secrets;

  @BeforeEach
  void key() throws IOException {
    secrets = new NotificationSecrets(Optional.of(seal("one.key")));
  }

  private SecretSeal seal(String name) throws IOException {
    Path file = directory.resolve(name);
    SecretSeal.makeKey(file);
    return SecretSeal.ofFile(file);
  }

  private static Notification read(NotificationSecrets secrets, String secret) {
    String json =
        """
        {"name":"a","command":"x","schedule":"R/2026-01-01T00:00:00Z/P1D","notifications":
         [{"on":["failure"],"type":"http","url":"https://example.org/hook","secret":"%s"}]}\
        """
            .formatted(secret);
    return new JobReader(Defaults.CHRONOS, secrets)
        .read(
            StrictJson.object(json.getBytes(UTF_8)),
            JobReader.Kind.ANY,
            NameRule.CHRONOS_2,
            Instant.EPOCH)
        .options()
        .watch()
        .notifications()
        .getFirst();
  }

  @Test
  void whatArrivesIsSealedAndCanBeOpenedToSign() throws Exception {
    Notification kept = read(secrets, "geheim");

    assertThat(kept.secret().orElseThrow()).startsWith("sealed:").doesNotContain("geheim");
    assertThat(secrets.open(kept)).contains("geheim");
  }

  @Test
  void theSameSecretSentAgainIsNoChange() {
    assertThat(read(secrets, "geheim")).isEqualTo(read(secrets, "geheim"));
    assertThat(read(secrets, "geheim")).isNotEqualTo(read(secrets, "anders"));
  }

  @Test
  void theMarkOfASecretStaysAMark() {
    assertThat(read(secrets, Notification.HIDDEN).hidesSecret()).isTrue();
  }

  @Test
  void withoutAKeyASecretIsRefusedByName() {
    assertThatThrownBy(() -> read(NO_KEY, "geheim"))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .satisfies(problem -> {
                      assertThat(problem.path()).isEqualTo("/notifications/0/secret");
                      assertThat(problem.error()).contains("secrets_key_file");
                    }));
  }

  @Test
  void aSealedSecretIsGoodForItsOwnAddressAndKeyOnly() throws Exception {
    Notification kept = read(secrets, "geheim");
    var elsewhere =
        new Notification(
            kept.on(),
            kept.channel(),
            Optional.of("https://evil.example.org/"),
            kept.to(),
            kept.headers(),
            kept.secret(),
            kept.template());
    var other = new NotificationSecrets(Optional.of(seal("two.key")));

    assertThatThrownBy(() -> secrets.open(elsewhere)).isInstanceOf(DeliveryException.class);
    assertThatThrownBy(() -> other.open(kept)).isInstanceOf(DeliveryException.class);
    assertThatThrownBy(() -> NO_KEY.open(kept)).hasMessageContaining("secrets_key_file");
  }

  @Test
  void whatAnEarlierVersionStoredStillSigns() throws Exception {
    Notification old = read(secrets, "geheim").withSecret(Optional.of("plain"));

    assertThat(secrets.open(old)).contains("plain");
    assertThat(NO_KEY.open(old)).contains("plain");
  }
}
