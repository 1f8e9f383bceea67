package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** At most so many requests are answered at a time (marathon.md §1). */
class ConcurrencyLimitTest {
  private final StringWriter body = new StringWriter();
  private final List<Object> status = new ArrayList<>();

  /** A response that remembers its status and its text. */
  private HttpServletResponse response() {
    var writer = new PrintWriter(body);
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("setStatus")) {
                status.add(arguments[0]);
              }
              return method.getName().equals("getWriter") ? writer : null;
            });
  }

  @Test
  void oneMoreThanAllowedIs503AndALaterOneIsNot() throws Exception {
    var limit = new ConcurrencyLimit(1);
    var answered = new ArrayList<String>();

    limit.doFilter(
        null,
        response(),
        (request, response) -> {
          answered.add("first");
          limit.doFilter(null, response(), (inner, refused) -> answered.add("second"));
        });
    assertThat(answered).containsExactly("first");
    assertThat(status).containsExactly(503);
    assertThat(body).hasToString("Too many concurrent requests! Allowed: 1.");

    limit.doFilter(null, response(), (request, response) -> answered.add("third"));
    assertThat(answered).containsExactly("first", "third");
  }
}
