package dev.stadion.dropwizard.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contract: mesos-v1.md §1.4. */
@Timeout(20)
class StreamAnswerTest {
  private final Server server = new Server();
  private final CountDownLatch gone = new CountDownLatch(1);

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void aChunkIsWholeBeforeTheNextOneComes() throws Exception {
    var next = new CountDownLatch(1);
    int port =
        serve(out -> {
          out.write("one".getBytes(US_ASCII));
          out.flush();
          next.await();
          out.write("two".getBytes(US_ASCII));
          out.flush();
        });
    try (var client = ask(port, "HTTP/1.1")) {
      var in = new DataInputStream(client.getInputStream());

      assertThat(headers(in)).contains("HTTP/1.1 200", "Transfer-Encoding: chunked");
      assertThat(read(in, 8)).isEqualTo("3\r\none\r\n");

      next.countDown();
      assertThat(new String(in.readAllBytes(), US_ASCII)).isEqualTo("3\r\ntwo\r\n0\r\n\r\n");
      gone.await();
    }
  }

  @Test
  void whatIsNotFlushedGoesIntoAsFewChunksAsMayBe() throws Exception {
    byte[] big = "x".repeat(40_000).getBytes(US_ASCII);
    int port =
        serve(out -> {
          out.write('a');
          out.write("bc".getBytes(US_ASCII));
          out.write(big);
          out.write('d');
          out.flush();
          out.flush();
        });
    try (var client = ask(port, "HTTP/1.1")) {
      var in = new DataInputStream(client.getInputStream());
      headers(in);

      assertThat(new String(in.readAllBytes(), US_ASCII))
          .isEqualTo(
              "3\r\nabc\r\n9c40\r\n" + new String(big, US_ASCII) + "\r\n1\r\nd\r\n0\r\n\r\n");
    }
  }

  @Test
  void whoKnowsNoChunksGetsNone() throws Exception {
    int port = serve(out -> out.write("one".getBytes(US_ASCII)));
    try (var client = ask(port, "HTTP/1.0")) {
      var in = new DataInputStream(client.getInputStream());
      headers(in);

      assertThat(new String(in.readAllBytes(), US_ASCII)).isEqualTo("one");
    }
  }

  @Test
  void aClientThatHangsUpEndsTheStream() throws Exception {
    var cut = new CountDownLatch(1);
    int port = serve(out -> cut.await(), cut);
    Socket client = ask(port, "HTTP/1.1");
    headers(new DataInputStream(client.getInputStream()));

    client.close();

    gone.await();
    assertThat(cut.getCount()).isZero();
  }

  private int serve(StreamAnswer.Pump pump) throws Exception {
    return serve(pump, new CountDownLatch(1));
  }

  private int serve(StreamAnswer.Pump pump, CountDownLatch cut) throws Exception {
    var connector = new ServerConnector(server);
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    var context = new ServletContextHandler();
    var holder = new ServletHolder(new Streaming(pump, cut, gone));
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    server.setHandler(context);
    server.start();
    return connector.getLocalPort();
  }

  private static Socket ask(int port, String version) throws IOException {
    var client = new Socket(InetAddress.getLoopbackAddress(), port);
    client
        .getOutputStream()
        .write(("POST / " + version + "\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
    return client;
  }

  private static String headers(DataInputStream in) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf("\r\n\r\n") < 0) {
      read.append((char) in.readByte());
    }
    return read.toString();
  }

  private static String read(DataInputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return new String(bytes, US_ASCII);
  }

  /** Answers everything with one stream. */
  private static final class Streaming extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient StreamAnswer.Pump pump;
    private final transient CountDownLatch cut;
    private final transient CountDownLatch gone;

    Streaming(StreamAnswer.Pump pump, CountDownLatch cut, CountDownLatch gone) {
      this.pump = pump;
      this.cut = cut;
      this.gone = gone;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
      StreamAnswer.begin(
          request,
          response,
          new StreamAnswer.Source("test", "text/plain", pump, cut::countDown, breaks -> {}),
          gone::countDown);
    }
  }
}
