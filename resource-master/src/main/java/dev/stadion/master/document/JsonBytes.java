package dev.stadion.master.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes one JSON document as UTF-8 bytes. A document of a large cluster is mostly parts that are
 * ready: those are copied once, and nothing is ever copied to grow. Not safe for several threads.
 */
final class JsonBytes {
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 1 << 18;
  private static final int LONGEST_NUMBER = 24;
  private static final long THOUSAND = 1_000;
  private static final long MILLION = 1_000_000;
  private static final double EXACT = 1e15;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] segment = new byte[SMALL];
  private int used;
  private boolean comma;

  JsonBytes object() {
    return open('{');
  }

  JsonBytes endObject() {
    return close('}');
  }

  JsonBytes array() {
    return open('[');
  }

  JsonBytes endArray() {
    return close(']');
  }

  private JsonBytes open(char bracket) {
    separate();
    put(bracket);
    comma = false;
    return this;
  }

  private JsonBytes close(char bracket) {
    put(bracket);
    comma = true;
    return this;
  }

  /** What is written next belongs to it. */
  JsonBytes name(String name) {
    separate();
    text(name);
    put(':');
    comma = false;
    return this;
  }

  JsonBytes value(String value) {
    separate();
    text(value);
    comma = true;
    return this;
  }

  /** One value that is JSON already. */
  JsonBytes raw(byte[] json) {
    separate();
    put(json);
    comma = true;
    return this;
  }

  JsonBytes field(String name, String value) {
    return name(name).value(value);
  }

  JsonBytes field(String name, boolean value) {
    return name(name).plain(value ? "true" : "false");
  }

  JsonBytes field(String name, long value) {
    return name(name).plain(Long.toString(value));
  }

  /** Never with an exponent: not every reader knows them. */
  JsonBytes field(String name, double value) {
    return name(name).plain(decimal(value));
  }

  /** Seconds since 1970, exact to the microsecond. */
  JsonBytes field(String name, Instant at) {
    long micros = Math.addExact(at.getEpochSecond() * MILLION, at.getNano() / THOUSAND);
    return name(name).fraction(micros, MILLION);
  }

  /**
   * @param millis thousandths
   */
  JsonBytes thousandths(String name, long millis) {
    return name(name).fraction(millis, THOUSAND);
  }

  JsonBytes texts(String name, List<String> values) {
    name(name).array();
    values.forEach(this::value);
    return endArray();
  }

  private static String decimal(double value) {
    if (value == Math.rint(value) && Math.abs(value) < EXACT) {
      return (long) value + ".0";
    }
    String text = Double.toString(value);
    return text.indexOf('E') < 0 ? text : new BigDecimal(text).toPlainString();
  }

  private JsonBytes fraction(long number, long unit) {
    separate();
    reserve(LONGEST_NUMBER);
    if (number < 0) {
      put('-');
    }
    long whole = Math.abs(number) / unit;
    whole(whole);
    put('.');
    long rest = Math.abs(number) % unit;
    long digit = unit / 10;
    do {
      put((char) ('0' + rest / digit));
      rest %= digit;
      digit /= 10;
    } while (rest > 0);
    comma = true;
    return this;
  }

  private void whole(long number) {
    if (number >= 10) {
      whole(number / 10);
    }
    put((char) ('0' + number % 10));
  }

  private JsonBytes plain(String ascii) {
    separate();
    for (int i = 0; i < ascii.length(); i++) {
      put(ascii.charAt(i));
    }
    comma = true;
    return this;
  }

  private void text(String text) {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '\u2028' || c == '\u2029') {
        // The line separators are legal in JSON and end a line of JavaScript, where JSONP is read.
        plainEscape(c);
      } else if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (c < 0x80) {
        put(c);
      } else {
        int end = i + 1;
        while (end < text.length() && text.charAt(end) >= 0x80 && !ends(text.charAt(end))) {
          end++;
        }
        put(text.substring(i, end).getBytes(UTF_8));
        i = end - 1;
      }
    }
    put('"');
  }

  private static boolean ends(char c) {
    return c == '\u2028' || c == '\u2029';
  }

  private void plainEscape(char c) {
    String hex = Integer.toHexString(0x10000 | c);
    put('\\');
    put('u');
    for (int i = 1; i < hex.length(); i++) {
      put(hex.charAt(i));
    }
  }

  private void separate() {
    if (comma) {
      put(',');
    }
  }

  private void put(char ascii) {
    reserve(1);
    segment[used++] = (byte) ascii;
  }

  private void put(byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      reserve(1);
      int length = Math.min(bytes.length - done, segment.length - used);
      System.arraycopy(bytes, done, segment, used, length);
      used += length;
      done += length;
    }
  }

  private void reserve(int bytes) {
    if (segment.length - used < bytes) {
      full.add(used == segment.length ? segment : Arrays.copyOf(segment, used));
      segment = new byte[LARGE];
      used = 0;
    }
  }

  /** All that was written; this writer is not used any more. */
  Body body() {
    if (used > 0) {
      full.add(Arrays.copyOf(segment, used));
    }
    return new Body(full);
  }

  /** All that was written, as one array; for parts. */
  byte[] bytes() {
    return full.isEmpty() ? Arrays.copyOf(segment, used) : body().bytes();
  }
}
