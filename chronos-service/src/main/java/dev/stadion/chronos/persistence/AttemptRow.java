package dev.stadion.chronos.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A row of {@code run_attempt}, for questions about the past. A task id is never used twice. */
@Entity
@Immutable
@Table(name = "run_attempt")
class AttemptRow {
  @Id private String task;

  @Column(nullable = false)
  private Long run;

  @Column(nullable = false)
  private Integer number;

  @Column(nullable = false)
  private String agent;

  @Column(nullable = false)
  private String state;

  @Column(nullable = false)
  private Instant launchedAt;

  @Column private Instant startedAt;

  @Column private Instant finishedAt;

  @Column(nullable = false)
  private Long elements;

  String task() {
    return task;
  }

  String agent() {
    return agent;
  }

  String state() {
    return state;
  }

  Instant startedAt() {
    return startedAt;
  }

  Instant finishedAt() {
    return finishedAt;
  }

  long elements() {
    return elements;
  }
}
