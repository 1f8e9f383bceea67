package dev.stadion.dropwizard.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** A request ends here, with this status and a plain text (mesos-v1.md §1.5). */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, String> headers;

  public Refusal(int status, String text) {
    this(status, text, Map.of());
  }

  public Refusal(int status, String text, Map<String, String> headers) {
    super(text, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  public int status() {
    return status;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** Writes this refusal as the whole answer. */
  public void answer(HttpServletResponse response) throws IOException {
    headers.forEach(response::setHeader);
    response.setStatus(status);
    byte[] text = String.valueOf(getMessage()).getBytes(UTF_8);
    if (text.length > 0) {
      response.setContentType("text/plain;charset=utf-8");
    }
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }
}
