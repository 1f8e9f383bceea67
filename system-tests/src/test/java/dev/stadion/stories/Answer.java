package dev.stadion.stories;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.Optional;

/** What a server answered. */
record Answer(HttpResponse<String> response) {
  private static final ObjectMapper JSON = new ObjectMapper();

  int status() {
    return response.statusCode();
  }

  String text() {
    return response.body();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** The database or the leader is away for a moment. */
  boolean asksToComeBack() {
    return status() == 503 && header("Retry-After").isPresent();
  }

  JsonNode json() {
    return json(response.body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  @Override
  public String toString() {
    return response.request().method()
        + " "
        + response.uri()
        + " → "
        + status()
        + " "
        + response.headers().map()
        + " "
        + text();
  }
}
