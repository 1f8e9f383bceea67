package dev.stadion.mesos.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.UninitializedMessageException;
import dev.stadion.mesos.Generated;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.scheduler.Call;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {

  static List<Descriptor> types() {
    return Generated.types();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void everyMessageComesBackAsItWasWritten(Descriptor type) throws MalformedMessageException {
    for (long seed = 0; seed < 25; seed++) {
      Message message = new Generated(seed).message(type);

      for (WireFormat format : WireFormat.values()) {
        byte[] body = format.write(message);
        Message back = format.read(body, DynamicMessage.newBuilder(type)).build();

        assertThat(format.writeText(back)).as("seed %d", seed).isEqualTo(format.writeText(message));
        if (format == WireFormat.PROTOBUF) {
          assertThat(back).as("seed %d", seed).isEqualTo(message);
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void brokenBodiesAreRefusedWithTheDeclaredExceptionOnly(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 1_500; round++) {
      Message message = new Generated(random.nextLong()).message(Call.newBuilder());
      for (WireFormat format : WireFormat.values()) {
        byte[] body = broken(format.write(message), random);

        try {
          Call read = format.read(body, Call.newBuilder()).build();
          assertThat(read.isInitialized()).isTrue();
        } catch (MalformedMessageException e) {
          assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(1_000);
        }
      }
    }
  }

  @Test
  void aMissingRequiredFieldIsNamedWithItsPath() {
    byte[] json =
        "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"name\":\"n\"}}}"
            .getBytes(UTF_8);

    assertThatThrownBy(() -> WireFormat.JSON.read(json, Call.newBuilder()))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("subscribe.framework_info.user");
    byte[] protobuf =
        Call.newBuilder()
            .setSubscribe(
                Call.Subscribe.newBuilder()
                    .setFrameworkInfo(FrameworkInfo.newBuilder().setName("n").buildPartial())
                    .buildPartial())
            .buildPartial()
            .toByteArray();
    assertThatThrownBy(() -> WireFormat.PROTOBUF.read(protobuf, Call.newBuilder()))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("subscribe.framework_info.user");
  }

  @ParameterizedTest
  @EnumSource
  void anUnfinishedMessageIsNotWritten(WireFormat format) {
    assertThatThrownBy(() -> format.write(FrameworkInfo.newBuilder().setName("n")))
        .isInstanceOf(UninitializedMessageException.class);
  }

  @Test
  void mediaTypesAreKnownWhateverTheirCaseAndParameters() {
    assertThat(WireFormat.ofMediaType("application/json")).contains(WireFormat.JSON);
    assertThat(WireFormat.ofMediaType("Application/JSON ; charset=utf-8"))
        .contains(WireFormat.JSON);
    assertThat(WireFormat.ofMediaType("application/x-protobuf")).contains(WireFormat.PROTOBUF);
    assertThat(WireFormat.ofMediaType("application/x-protobuf2")).isEmpty();
    assertThat(WireFormat.ofMediaType("")).isEmpty();
    assertThat(WireFormat.ofMediaType(null)).isEmpty();
  }

  private static byte[] broken(byte[] body, Random random) {
    byte[] copy = body.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(copy, random.nextInt(copy.length + 1));
      }
      case 1 -> {
        return Arrays.copyOf(copy, copy.length + 1 + random.nextInt(3));
      }
      case 2 -> {
        if (copy.length > 0) {
          int at = random.nextInt(copy.length);
          System.arraycopy(
              copy, 0, copy, at, Math.min(random.nextInt(copy.length), copy.length - at));
        }
      }
      default -> {
        for (int i = 0; copy.length > 0 && i <= random.nextInt(4); i++) {
          copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
      }
    }
    return copy;
  }
}
