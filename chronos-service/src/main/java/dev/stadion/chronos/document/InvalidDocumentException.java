package dev.stadion.chronos.document;

import dev.stadion.chronos.job.Problem;
import java.util.List;

/** A document cannot be used; every problem that was found is named. */
public class InvalidDocumentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  public InvalidDocumentException(List<Problem> problems) {
    super(problems.getFirst().error());
    this.problems = List.copyOf(problems);
  }

  /** Never empty. */
  public final List<Problem> problems() {
    return problems;
  }
}
