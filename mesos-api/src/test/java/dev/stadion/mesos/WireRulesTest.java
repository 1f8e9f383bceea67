package dev.stadion.mesos;

import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.testing.CoreRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WireRulesTest {
  private static final String[] OURS = {
    "dev.stadion.mesos.convert",
    "dev.stadion.mesos.json",
    "dev.stadion.mesos.recordio",
    "dev.stadion.mesos.wire"
  };

  @Test
  void theWireNeedsProtobufAndTheJsonLexerOnly() {
    CoreRules.of(WireFormat.class)
        .allowOnly(
            Set.of(
                "java.",
                "dev.stadion.mesos.",
                "dev.stadion.scheduling.",
                "com.google.protobuf.",
                "com.fasterxml.jackson.core."),
            OURS);
  }

  @Test
  void theWireReadsNoClockNeverSleepsAndDrawsNoChance() {
    CoreRules.of(WireFormat.class).forbidClocksSleepsAndChance(OURS);
  }
}
