package dev.stadion.dropwizard.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.dropwizard.config.DatabaseConfiguration;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SchemasTest {

  @Test
  void aSchemaIsLookedAtWithoutBeingMadeAndThenMigrated() {
    DatabaseConfiguration empty = TestDatabase.fresh().configuration();

    Schemas.Status before = Schemas.status(empty, "chronos");
    Schemas.Status again = Schemas.status(empty, "chronos");
    Schemas.Status after = Schemas.migrate(empty, "chronos");

    assertThat(before.version()).isEmpty();
    assertThat(before.pending()).isPositive();
    assertThat(again).isEqualTo(before);
    assertThat(after.version()).isPresent();
    assertThat(after.pending()).isZero();
    assertThat(Schemas.status(empty, "chronos")).isEqualTo(after);
  }

  @Test
  void aDatabaseThatIsAwayIsNamed() {
    DatabaseConfiguration away = new DatabaseConfiguration();
    away.setUrl("jdbc:postgresql://127.0.0.1:1/none");

    assertThatThrownBy(() -> Schemas.status(away, "chronos"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("schema chronos");
  }
}
