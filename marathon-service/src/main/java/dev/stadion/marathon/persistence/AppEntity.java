package dev.stadion.marathon.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An app that is wanted, by the version it is wanted in. Only read; {@link AppRows} write it. */
@Entity(name = "App")
@Table(name = "app")
class AppEntity {
  @Id
  @Column(name = "id", nullable = false, columnDefinition = "text")
  private String id;

  @Column(name = "version", nullable = false)
  private Instant version;

  /** For Hibernate. */
  protected AppEntity() {}
}
