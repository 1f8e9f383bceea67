package dev.stadion.master.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
  private static String text(JsonBytes json) {
    return new String(json.bytes(), UTF_8);
  }

  @Test
  void valuesAreSeparatedHoweverTheyAreNested() {
    var json = new JsonBytes().object();
    json.field("a", true).name("b").array().value("x").raw("{\"y\":1}".getBytes(UTF_8)).endArray();
    json.name("c").object().endObject().field("d", 7).endObject();

    assertThat(text(json)).isEqualTo("{\"a\":true,\"b\":[\"x\",{\"y\":1}],\"c\":{},\"d\":7}");
  }

  @Test
  void numbersNeverHaveAnExponent() {
    var json = new JsonBytes().object();
    json.field("whole", 1.0e9).field("small", 1.0e-7).field("large", 1.5e7 + 0.25);
    json.thousandths("cpus", 1_050).thousandths("debt", -500).thousandths("none", 0);
    json.field("at", Instant.ofEpochSecond(1_700_000_000, 123_456_789)).endObject();

    assertThat(text(json))
        .isEqualTo(
            "{\"whole\":1000000000.0,\"small\":0.00000010,\"large\":15000000.25,"
                + "\"cpus\":1.05,\"debt\":-0.5,\"none\":0.0,\"at\":1700000000.123456}");
  }

  @Test
  void textIsEscapedForJsonAndForJavaScript() {
    String text = "\"\\\n\u0000é😀" + (char) 0x2028 + "z";

    assertThat(text(new JsonBytes().value(text)))
        .isEqualTo("\"\\\"\\\\\\u000a\\u0000é😀\\u2028z\"");
  }

  @Test
  void longDocumentsComeOutWhole() throws Exception {
    byte[] part = ("\"" + "x".repeat(700_001) + "\"").getBytes(UTF_8);
    var json = new JsonBytes().array().value("y".repeat(300_000)).raw(part).raw(part).endArray();
    var out = new ByteArrayOutputStream();
    Body body = json.body();

    body.writeTo(out);

    assertThat(body.length()).isEqualTo(out.size()).isEqualTo(2 + 300_002 + 2 + 2 * 700_003);
    assertThat(out.toString(UTF_8)).startsWith("[\"yyy").endsWith("xxx\"]");
  }
}
