package dev.stadion.scheduling.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CoreRulesTest {

  @Test
  void theCoreUsesNothingButTheJdk() {
    CoreRules.of(Resources.class)
        .allowOnly(Set.of("java.", "dev.stadion.scheduling."), "dev.stadion.scheduling");
  }

  @Test
  void theCoreReadsNoClockNeverSleepsAndDrawsNoUnseededChance() {
    CoreRules.of(Resources.class).forbidClocksSleepsAndChance("dev.stadion.scheduling");
  }

  @Test
  void aCallAMethodReferenceAndAConstructorAreAllFound() {
    var rules = CoreRules.of(Offender.class);

    assertThatThrownBy(() -> rules.forbidClocksSleepsAndChance("dev.stadion.scheduling.testing"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CoreRulesTest$Offender uses java.time.Instant.now")
        .hasMessageContaining("CoreRulesTest$Offender uses java.util.Random.<init>")
        .hasMessageContaining("CoreRulesTest$Offender uses java.util.UUID.randomUUID");
  }

  @Test
  void aStrangerIsFound() {
    assertThatThrownBy(() ->
            CoreRules.of(Offender.class)
                .allowOnly(
                    Set.of("java.", "dev.stadion.scheduling."), "dev.stadion.scheduling.testing"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("org.assertj.core.api.Assertions");
  }

  @Test
  void aMistypedPackageIsNotTakenForAPureOne() {
    assertThatThrownBy(
            () -> CoreRules.of(Resources.class).forbidClocksSleepsAndChance("dev.stadion.nowhere"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no class");
  }

  @Test
  void seededChanceIsAllowed() {
    assertThatCode(() ->
            CoreRules.of(Resources.class)
                .forbidClocksSleepsAndChance("dev.stadion.scheduling.matching"))
        .doesNotThrowAnyException();
  }

  static final class Offender {
    final Instant start = Instant.now();
    final Random random = new Random();
    final Supplier<UUID> ids = UUID::randomUUID;
  }
}
