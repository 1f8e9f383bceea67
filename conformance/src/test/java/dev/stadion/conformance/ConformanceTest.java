package dev.stadion.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The kit itself; that our suite keeps the rules is a story of the system tests. */
class ConformanceTest {

  @Test
  void everyRuleSaysSomethingOfItsOwnAndNamesItsSection() {
    var rules = Conformance.rules();

    assertThat(rules).hasSizeGreaterThan(150).allMatch(rule -> rule.section().matches("[\\d.]+"));
    assertThat(rules.stream().map(rule -> rule.section() + rule.says())).doesNotHaveDuplicates();
  }

  @Test
  void aMasterThatIsNotThereIsNotAsked() throws IOException {
    var printed = new ByteArrayOutputStream();
    URI nobody;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    int code =
        Conformance.run(nobody, Duration.ofSeconds(1), "", new PrintStream(printed, true, UTF_8));

    assertThat(code).isEqualTo(1);
    assertThat(printed.toString(UTF_8)).contains("cannot be reached").doesNotContain("PASS");
  }

  @Test
  void anAnswerIsReadByteByByte() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var http = new Http(URI.create("http://127.0.0.1:" + server.getLocalPort()));
        var peer = server.accept()) {
      peer.getOutputStream()
          .write(
              String.join(
                      "\r\n",
                      "HTTP/1.1 200 OK",
                      "Mesos-STREAM-Id: x",
                      "Transfer-Encoding: chunked",
                      "",
                      "3",
                      "abc",
                      "2;e=1",
                      "de",
                      "0",
                      "",
                      "HTTP/1.1 202 Accepted",
                      "Content-Length: 0",
                      "",
                      "")
                  .getBytes(UTF_8));

      Http.Answer chunked = http.answer();
      assertThat(chunked.text()).isEqualTo("abcde");
      assertThat(chunked.headers()).contains(new Http.Header("Mesos-STREAM-Id", "x"));
      assertThat(chunked.header("mesos-stream-id")).contains("x");
      assertThat(http.answer().status()).isEqualTo(202);
    }
  }

  /** A run of all rules must not end with as many connections as it had rules. */
  @Test
  void whateverARuleOpenedIsClosedAfterIt() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var target =
            new Target(
                URI.create("http://127.0.0.1:" + server.getLocalPort()), Duration.ofSeconds(1))) {
      Http forgotten = target.connect();
      try (var peer = server.accept()) {
        peer.setSoTimeout(5_000);
        var subscribing =
            Thread.ofVirtual().start(() -> assertThatThrownBy(target::framework).isNotNull());
        try (var refusing = server.accept()) {
          refusing.setSoTimeout(5_000);
          refusing.getOutputStream().write("what?\r\n".getBytes(UTF_8));
          subscribing.join();

          target.cleanUp();

          assertThat(peer.getInputStream().read()).isEqualTo(-1);
          refusing.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
      }
      assertThatThrownBy(forgotten::answer).isInstanceOf(IOException.class);
    }
  }

  @Test
  void numbersAreRememberedAsTheyWereWritten() throws Rule.Broken {
    Json json = Json.parse("{\"a\":[{\"b\":15.0},{\"b\":\"15\"}],\"n\":null}".getBytes(UTF_8));

    assertThat(json.at("a.0.b").text()).isEqualTo("15.0");
    assertThat(json.at("a.0.b").isNumber()).isTrue();
    assertThat(json.at("a.1.b").isNumber()).isFalse();
    assertThat(json.has("n")).isFalse();
    assertThat(json.has("a.7")).isFalse();
    assertThatThrownBy(() -> Json.parse("{".getBytes(UTF_8))).isInstanceOf(Rule.Broken.class);
  }
}
