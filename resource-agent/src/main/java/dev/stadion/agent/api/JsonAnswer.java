package dev.stadion.agent.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Writes documents as JSON, or as a call of the function that {@code jsonp} names. */
final class JsonAnswer {
  private static final Pattern CALLBACK = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,127}");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JsonAnswer() {}

  static void write(HttpServletRequest request, HttpServletResponse response, Object document)
      throws IOException {
    byte[] json = JSON.writeValueAsBytes(document);
    String callback = request.getParameter("jsonp");
    if (callback != null && CALLBACK.matcher(callback).matches()) {
      response.setContentType("text/javascript");
      json =
          (callback + "(" + new String(json, StandardCharsets.UTF_8) + ");")
              .getBytes(StandardCharsets.UTF_8);
    } else {
      response.setContentType("application/json");
    }
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }
}
