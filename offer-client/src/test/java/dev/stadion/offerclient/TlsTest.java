package dev.stadion.offerclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.offerclient.testing.FakeMaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] PASSWORD = "change-it".toCharArray();
  private static final FrameworkInfo INFO =
      FrameworkInfo.newBuilder().setUser("u").setName("test").build();

  @TempDir Path directory;
  private final RecordingListener heard = new RecordingListener();

  @Test
  void aMasterIsTrustedByItsCertificateAndByNothingElse() throws Exception {
    Path store = directory.resolve("master.p12");
    Path pem = directory.resolve("master.pem");
    keytool(
        "-genkeypair",
        "-keystore",
        store,
        "-keyalg",
        "EC",
        "-dname",
        "CN=master",
        "-ext",
        "san=ip:127.0.0.1",
        "-alias",
        "m");
    keytool("-exportcert", "-rfc", "-keystore", store, "-alias", "m", "-file", pem);

    try (FakeMaster master = FakeMaster.start(speaking(store))) {
      try (var client =
          SchedulerClient.builder(List.of(master.uri()), INFO)
              .tls(Tls.trusting(pem))
              .listener(heard)
              .build()) {
        client.start();
        master.awaitSubscription().subscribed();
        heard.next(SchedulerEvent.Subscribed.class);
        client.revive();
        master.awaitCall();
      }

      var timer = new ManualTimer();
      try (var stranger =
          SchedulerClient.builder(List.of(master.uri()), INFO)
              .timer(timer)
              .listener(heard)
              .build()) {
        stranger.start();
        timer.awaitAndFire(delay -> delay.compareTo(Duration.ofSeconds(1)) < 0);
        assertThat(stranger.statistics().failedAttempts()).isPositive();
      }
    }
  }

  @Test
  void aFileWithoutCertificatesTrustsNobody() throws IOException {
    Path pem = Files.writeString(directory.resolve("empty.pem"), "");

    assertThatThrownBy(() -> Tls.trusting(pem)).isInstanceOf(IOException.class);
  }

  private static SSLContext speaking(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(Object... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
