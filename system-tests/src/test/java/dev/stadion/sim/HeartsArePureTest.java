package dev.stadion.sim;

import dev.stadion.chronos.scheduler.ChronosHeart;
import dev.stadion.marathon.scheduler.MarathonHeart;
import dev.stadion.master.heart.MasterHeart;
import dev.stadion.scheduling.testing.CoreRules;
import org.junit.jupiter.api.Test;

/** Only what neither looks at a clock nor throws dice can be replayed from a seed. */
class HeartsArePureTest {

  @Test
  void theMasterDecidesByWhatItIsGiven() {
    CoreRules.of(MasterHeart.class).forbidClocksSleepsAndChance("dev.stadion.master.heart");
  }

  @Test
  void marathonDecidesByWhatItIsGiven() {
    CoreRules.of(MarathonHeart.class)
        .forbidClocksSleepsAndChance(
            "dev.stadion.marathon.scheduler",
            "dev.stadion.marathon.app",
            "dev.stadion.marathon.group",
            "dev.stadion.marathon.instance",
            "dev.stadion.marathon.deployment",
            "dev.stadion.marathon.launch");
  }

  @Test
  void chronosDecidesByWhatItIsGiven() {
    CoreRules.of(ChronosHeart.class)
        .forbidClocksSleepsAndChance(
            "dev.stadion.chronos.scheduler",
            "dev.stadion.chronos.job",
            "dev.stadion.chronos.run",
            "dev.stadion.chronos.schedule");
  }
}
