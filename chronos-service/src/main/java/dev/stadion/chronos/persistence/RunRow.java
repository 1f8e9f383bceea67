package dev.stadion.chronos.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A row of {@code run}, for questions about the past; the leader writes through {@link Tables}. */
@Entity
@Immutable
@Table(name = "run")
class RunRow {
  @Id private Long id;

  @Column(nullable = false)
  private String job;

  @Column(nullable = false)
  private Long due;

  @Column(nullable = false)
  private String state;

  @Column private Instant finishedAt;

  Long id() {
    return id;
  }
}
