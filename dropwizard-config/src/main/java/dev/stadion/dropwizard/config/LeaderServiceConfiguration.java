package dev.stadion.dropwizard.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/** Configuration of a service that remembers in PostgreSQL and of which one process leads. */
public abstract class LeaderServiceConfiguration extends ServiceConfiguration {
  @Valid @NotNull private DatabaseConfiguration database = new DatabaseConfiguration();
  @Valid @NotNull private LeadershipConfiguration leadership = new LeadershipConfiguration();
  @Valid @NotNull private LoopConfiguration loop = new LoopConfiguration();

  /**
   * @param port where the API listens by default; the admin connector is 10000 above
   */
  protected LeaderServiceConfiguration(int port) {
    super(port);
  }

  @JsonProperty
  public DatabaseConfiguration getDatabase() {
    return database;
  }

  @JsonProperty
  public void setDatabase(DatabaseConfiguration database) {
    this.database = database;
  }

  @JsonProperty
  public LeadershipConfiguration getLeadership() {
    return leadership;
  }

  @JsonProperty
  public void setLeadership(LeadershipConfiguration leadership) {
    this.leadership = leadership;
  }

  @JsonProperty
  public LoopConfiguration getLoop() {
    return loop;
  }

  @JsonProperty
  public void setLoop(LoopConfiguration loop) {
    this.loop = loop;
  }
}
