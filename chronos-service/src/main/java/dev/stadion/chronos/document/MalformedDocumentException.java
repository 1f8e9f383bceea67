package dev.stadion.chronos.document;

import dev.stadion.chronos.job.Problem;
import java.util.List;

/** What was sent is not JSON at all, or plays tricks that nobody should play with it. */
public final class MalformedDocumentException extends InvalidDocumentException {
  private static final long serialVersionUID = 1;

  MalformedDocumentException(String error) {
    super(List.of(new Problem("", error)));
  }
}
