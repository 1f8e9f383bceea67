package dev.stadion.dropwizard.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request as it should be, from which {@link MalformedRequests} makes others. It must be one that
 * changes nothing even when it arrives undamaged.
 *
 * @param headers whole lines, without Host and Content-Length
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Sample(String method, String target, List<String> headers, byte[] body) {
  public Sample {
    headers = List.copyOf(headers);
  }

  public static Sample get(String target) {
    return new Sample("GET", target, List.of(), new byte[0]);
  }

  public static Sample json(String target, String body, String... headers) {
    var all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/json");
    return new Sample("POST", target, all, body.getBytes(StandardCharsets.UTF_8));
  }

  public static Sample protobuf(String target, byte[] body, String... headers) {
    var all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/x-protobuf");
    return new Sample("POST", target, all, body);
  }
}
