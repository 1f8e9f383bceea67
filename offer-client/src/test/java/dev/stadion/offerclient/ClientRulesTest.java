package dev.stadion.offerclient;

import dev.stadion.scheduling.testing.CoreRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientRulesTest {

  @Test
  void aFrameworkThatUsesTheClientNeedsNoServerFramework() {
    CoreRules.of(SchedulerClient.class)
        .allowOnly(
            Set.of(
                "java.",
                "javax.net.",
                "org.slf4j.",
                "com.google.protobuf.",
                "dev.stadion.mesos.",
                "dev.stadion.offerclient.",
                "dev.stadion.scheduling."),
            "dev.stadion.offerclient");
  }
}
