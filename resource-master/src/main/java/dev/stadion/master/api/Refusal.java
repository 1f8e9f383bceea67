package dev.stadion.master.api;

import java.util.Map;

/** A request ends here, with this status and a plain text (mesos-v1.md §1.5). */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, String> headers;

  Refusal(int status, String text) {
    this(status, text, Map.of());
  }

  Refusal(int status, String text, Map<String, String> headers) {
    super(text, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }
}
