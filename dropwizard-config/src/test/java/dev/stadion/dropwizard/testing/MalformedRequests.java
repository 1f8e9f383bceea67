package dev.stadion.dropwizard.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages requests in all the ways of promises.md §6: what is not JSON, what is not the message it
 * says to be, wrong and missing headers, hostile targets. The same seed makes the same requests.
 */
public final class MalformedRequests {
  private static final String[] METHODS = {
    "GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW", "post"
  };
  private static final String[] TYPES = {
    "text/plain",
    "application/xml",
    "application/json;charset=klingon",
    "application/",
    ";;;",
    "*/*"
  };
  private static final String[] SEGMENTS = {
    "%00", "%2e%2e", "..%2f..", "%2F", "%", "%zz", "\u00e9", "*", "//", "/./", "%ff", "~", "{}", "|"
  };
  private static final String[] VALUES = {
    "null",
    "true",
    "-1",
    "0",
    "1e400",
    "NaN",
    "-Infinity",
    "99999999999999999999999999",
    "\"\"",
    "\"\\u0000\"",
    "\"${7*7}%s{0}\"",
    "[]",
    "{}",
    "[[[[]]]]",
    "\"NO_SUCH_THING\""
  };
  private static final String[] HEADERS = {
    "Content-Encoding: gzip",
    "Content-Encoding: sdch",
    "Transfer-Encoding: chunked",
    "Accept: image/png",
    "Accept: ;;;q=",
    "Mesos-Stream-Id: \u00ff\u00fe",
    "Range: bytes=0-",
    "Expect: 200-ok",
    "Authorization: Basic ????",
    "X: " + "y".repeat(20_000)
  };

  private final Random random;
  private final List<Sample> samples;

  public MalformedRequests(long seed, List<Sample> samples) {
    this.random = new Random(seed);
    this.samples = List.copyOf(samples);
  }

  /**
   * A request, byte for byte as it goes to the socket.
   *
   * @param last whether nothing sensible can follow it on one connection
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  public record Request(byte[] bytes, boolean last) {}

  /** The next request. */
  public Request next() {
    boolean head = random.nextInt(8) == 0;
    byte[] bytes = head ? damagedHead() : damagedContent();
    return new Request(bytes, head);
  }

  /** Bytes of the head itself are wrong: what comes back may be a 400 or a closed connection. */
  private byte[] damagedHead() {
    Sample sample = samples.get(random.nextInt(samples.size()));
    byte[] damaged = write(sample.method(), sample.target(), sample.headers(), sample.body());
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      damaged[random.nextInt(Math.min(damaged.length, 120))] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  private byte[] damagedContent() {
    Sample sample = samples.get(random.nextInt(samples.size()));
    return switch (random.nextInt(7)) {
      case 0 -> write(pick(METHODS), sample.target(), sample.headers(), sample.body());
      case 1 -> write(sample.method(), target(sample.target()), sample.headers(), sample.body());
      case 2 -> write(sample.method(), sample.target(), headers(sample), sample.body());
      case 3 -> write(sample.method(), sample.target(), List.of(), sample.body());
      default -> write(sample.method(), sample.target(), sample.headers(), damaged(sample));
    };
  }

  private byte[] damaged(Sample sample) {
    byte[] body = sample.body();
    boolean json = sample.headers().stream().anyMatch(header -> header.endsWith("json"));
    return json && random.nextInt(3) > 0 ? json(new String(body, UTF_8)) : bytes(body);
  }

  /** Damage that knows what JSON is. */
  private byte[] json(String text) {
    String damaged =
        switch (random.nextInt(8)) {
          case 0 -> text.substring(0, random.nextInt(text.length() + 1));
          case 1 -> text + pick("}", "]", "null", text);
          case 2 -> "\ufeff" + text;
          case 3 -> "[".repeat(random.nextInt(3000)) + text;
          case 4 -> text.replaceFirst("\\{", "{\"type\":\"SUBSCRIBE\",");
          case 5 -> replaceValue(text);
          case 6 -> text.replaceFirst(":", pick("", "::", ":,", "=", ": //\n"));
          default -> replaceValue(replaceValue(text));
        };
    return damaged.getBytes(UTF_8);
  }

  private String replaceValue(String text) {
    var colons = new ArrayList<Integer>();
    for (int i = text.indexOf(':'); i >= 0; i = text.indexOf(':', i + 1)) {
      colons.add(i);
    }
    if (colons.isEmpty()) {
      return text;
    }
    int colon = colons.get(random.nextInt(colons.size()));
    int end = colon + 1;
    while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, colon + 1) + pick(VALUES) + text.substring(end);
  }

  /** Damage that knows nothing. */
  private byte[] bytes(byte[] body) {
    byte[] damaged = body.clone();
    if (damaged.length == 0) {
      damaged = new byte[random.nextInt(50)];
      random.nextBytes(damaged);
      return damaged;
    }
    switch (random.nextInt(4)) {
      case 0 -> damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      case 1 -> damaged = Arrays.copyOf(damaged, damaged.length + 1 + random.nextInt(20));
      case 2 -> random.nextBytes(damaged);
      default -> {
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return damaged;
  }

  private List<String> headers(Sample sample) {
    var headers = new ArrayList<>(sample.headers());
    if (!headers.isEmpty() && random.nextBoolean()) {
      headers.removeLast();
      headers.add("Content-Type: " + pick(TYPES));
    }
    headers.add(pick(HEADERS));
    return headers;
  }

  private String target(String target) {
    return switch (random.nextInt(4)) {
      case 0 -> target + "/" + pick(SEGMENTS);
      case 1 -> target + "?" + pick(SEGMENTS) + "=" + pick(SEGMENTS);
      case 2 -> target.substring(0, 1 + random.nextInt(target.length())) + pick(SEGMENTS);
      default -> target + "/" + "a".repeat(10_000);
    };
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private static byte[] write(String method, String target, List<String> headers, byte[] body) {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    boolean chunked = headers.stream().anyMatch(header -> header.startsWith("Transfer-Encoding"));
    if (!chunked) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }
}
