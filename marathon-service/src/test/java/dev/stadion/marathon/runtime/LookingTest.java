package dev.stadion.marathon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.health.Probe.Target;
import dev.stadion.marathon.runtime.Looking.Look;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a look treats the server it looks at: as one who reads what was sent for it. */
class LookingTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int TIMEOUT = 30_000;
  private static final Look OK = new Look.Answered(200, "", "");

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private CompletableFuture<Look> look(Looking looking) {
    var target = new Target.Http(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"));
    var look = new CompletableFuture<Look>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            look.complete(looking.at(target, LONG, false));
          } catch (InterruptedException e) {
            look.completeExceptionally(e);
          }
        });
    return look;
  }

  /** Reads a request and answers it up to its body. */
  private Socket answered(int length) throws IOException {
    Socket socket = server.accept();
    socket.setSoTimeout(TIMEOUT);
    InputStream in = socket.getInputStream();
    var request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      request.append((char) in.read());
    }
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void aServerMayFinishWhatItSaysThoughTheResultIsKnown() throws Exception {
    try (var looking = new Looking(LONG)) {
      CompletableFuture<Look> look = look(looking);

      try (Socket socket = answered(16 * 4096)) {
        assertThat(look.get(TIMEOUT, TimeUnit.MILLISECONDS)).isEqualTo(OK);
        for (int part = 0; part < 16; part++) {
          socket.getOutputStream().write(new byte[4096]); // fails when the other side has closed
        }
      }
    }
  }

  @Test
  void aServerThatNeverFinishesIsLeft() throws Exception {
    try (var looking = new Looking(Duration.ofMillis(10))) {
      CompletableFuture<Look> look = look(looking);

      try (Socket socket = answered(1000)) {
        assertThat(look.get(TIMEOUT, TimeUnit.MILLISECONDS)).isEqualTo(OK);
        assertThat(isLeft(socket)).isTrue();
      }
    }
  }

  private static boolean isLeft(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true; // reset
    }
  }
}
