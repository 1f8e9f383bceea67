package dev.stadion.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.stadion.agent.posix.ProcStat;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.supervisor.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets and real children. */
class LiveProberTest {
  @TempDir Path directory;

  private final LiveProber prober =
      new LiveProber((container, argv, environment) -> {
        throw new IOException("no containers here");
      });

  @Test
  void aGetTellsTheStatusAndFollowsNoRedirect() throws Exception {
    HttpServer server = HttpServer.create(loopback(), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
          String query = exchange.getRequestURI().getRawQuery();
          exchange.sendResponseHeaders(query == null ? 404 : Integer.parseInt(query), -1);
          exchange.close();
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      assertThat(look(new Probe.Http(false, "127.0.0.1", port, "/up?204")))
          .isEqualTo(new ProbeResult.Answered(204));
      assertThat(look(new Probe.Http(false, "127.0.0.1", port, "")))
          .isEqualTo(new ProbeResult.Answered(404));
      assertThat(look(new Probe.Http(false, "127.0.0.1", port, "/?302")))
          .isEqualTo(new ProbeResult.Answered(302));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aPathCannotEndTheLineOfTheRequest() {
    assertThat(NetworkProber.request(new Probe.Http(false, "::1", 80, "a b\r\nX: \u00e4#part")))
        .startsWith("GET /a%20b%0D%0AX:%20%C3%A4 HTTP/1.1\r\nHost: [::1]:80\r\n");
  }

  @Test
  void httpsTakesAnyCertificate() throws Exception {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      assertThat(look(new Probe.Http(true, "127.0.0.1", server.getAddress().getPort(), "/")))
          .isEqualTo(new ProbeResult.Answered(200));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aPortIsOpenOrNot() throws Exception {
    int port;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
      assertThat(look(new Probe.Tcp("127.0.0.1", port))).isEqualTo(new ProbeResult.Connected(true));
    }
    assertThat(look(new Probe.Tcp("127.0.0.1", port))).isEqualTo(new ProbeResult.Connected(false));
    assertThat(look(new Probe.Http(false, "127.0.0.1", port, "/")))
        .isInstanceOf(ProbeResult.Failed.class);
  }

  @Test
  void whoSpeaksNoHttpOrTooMuchOfItIsAFailure() throws Exception {
    for (String answer : List.of("SSH-2.0-x\r\n", "x".repeat(10_000), "")) {
      try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        var answered = CompletableFuture.runAsync(() -> answer(server, answer));
        assertThat(look(new Probe.Http(false, "127.0.0.1", server.getLocalPort(), "/")))
            .isInstanceOf(ProbeResult.Failed.class);
        answered.join();
      }
    }
  }

  @Test
  void aServerMayFinishWhatItSaysThoughTheResultIsKnown() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var result = new CompletableFuture<ProbeResult>();
      prober.start(
          new Probe.Http(false, "127.0.0.1", server.getLocalPort(), "/"), result::complete);

      try (var socket = server.accept()) {
        var out = socket.getOutputStream();
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(new ProbeResult.Answered(200));
        for (int part = 0; part < 16; part++) {
          out.write(new byte[4096]); // fails when the other side has closed
        }
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes(); // so does this
      }
    }
  }

  @Test
  void aServerThatNeverFinishesIsLeft() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var result = new CompletableFuture<ProbeResult>();
      prober.start(
          new Probe.Http(false, "127.0.0.1", server.getLocalPort(), "/"), result::complete);

      try (var socket = server.accept()) {
        var head = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(head);
        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(new ProbeResult.Answered(200));

        socket.setSoTimeout(30_000);
        socket.getInputStream().readAllBytes(); // to the end that the prober makes
      }
    }
  }

  @Test
  void aCommandRunsInTheTasksDirectoryWithItsEnvironmentAlone() throws Exception {
    assertThat(look(command("[ \"$(pwd)\" = \"" + directory + "\" ] && [ \"$A\" = 'b c' ]")))
        .isEqualTo(new ProbeResult.Exited(0));
    assertThat(look(command("[ -z \"$HOME\" ] && exit 7"))).isEqualTo(new ProbeResult.Exited(7));
    assertThat(look(command("kill -9 $$"))).isEqualTo(new ProbeResult.Exited(137));
  }

  @Test
  void anAbandonedCommandIsGoneWithItsChildren() throws Exception {
    var result = new CompletableFuture<ProbeResult>();
    Prober.Running running =
        prober.start(
            command("sleep 1000 & echo $! > child; echo $$ > self; wait"), result::complete);
    Waiting.until("it runs", () -> Files.exists(directory.resolve("self")));
    Waiting.until("it has said who", () -> Files.size(directory.resolve("self")) > 0);

    running.abandon();

    Waiting.until("it is gone", () -> ProcStat.ofLive(pid("self")).isEmpty());
    Waiting.until("its child is gone", () -> ProcStat.ofLive(pid("child")).isEmpty());
  }

  private int pid(String file) throws Exception {
    return Integer.parseInt(Files.readString(directory.resolve(file)).strip());
  }

  private Probe.Command command(String shell) {
    return new Probe.Command(
        new ProcessSpec(
            new ContainerId("c"),
            "/bin/sh",
            List.of("sh", "-c", shell),
            List.of("A=b c", "PATH=/usr/bin:/bin"),
            directory.toString(),
            "",
            "",
            List.of()));
  }

  private ProbeResult look(Probe probe) throws Exception {
    var result = new CompletableFuture<ProbeResult>();
    prober.start(probe, result::complete);
    return result.get(30, TimeUnit.SECONDS);
  }

  private static void answer(ServerSocket server, String answer) {
    try (var socket = server.accept()) {
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return; // the prober has read enough
    }
  }

  private SSLContext selfSigned() throws Exception {
    Path store = directory.resolve("store");
    int status =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=somebody.else",
                "-storepass",
                "secret",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(status).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
    managers.init(keys, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
