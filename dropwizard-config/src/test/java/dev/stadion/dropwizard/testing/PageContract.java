package dev.stadion.dropwizard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What holds of every service's page for people: its parts say what they are, the policy lets them
 * work, and nothing that an API says can become markup.
 *
 * @param api where the service answers
 */
public record PageContract(URI api) {
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
  private static final Pattern IMPORT = Pattern.compile("from '([^']*)'");
  private static final Map<String, String> PARTS =
      Map.of(
          "/ui", "text/html",
          "/ui/", "text/html",
          "/ui/page.js", "text/javascript",
          "/ui/parts.js", "text/javascript",
          "/ui/page.css", "text/css");

  /** Ways by which text becomes markup or code. */
  private static final List<String> SINKS =
      List.of(
          "innerHTML",
          "outerHTML",
          "insertAdjacentHTML",
          "setHTML",
          "document.write",
          "createContextualFragment",
          "DOMParser",
          "srcdoc",
          "setAttribute",
          "eval(",
          "Function(",
          "javascript:");

  public void holds() throws IOException, InterruptedException {
    partsSayWhatTheyAreUnderAStrictPolicy();
    nothingIsInlineOrFromElsewhere();
    dataBecomesTextOrPartOfAPath();
  }

  private void partsSayWhatTheyAreUnderAStrictPolicy() throws IOException, InterruptedException {
    for (var part : PARTS.entrySet()) {
      HttpResponse<String> answer = get(part.getKey());
      assertThat(answer.statusCode()).as(part.getKey()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .isEqualToIgnoringCase(part.getValue() + ";charset=utf-8");
      assertThat(answer.headers().firstValue("Content-Security-Policy"))
          .contains("default-src 'self'");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
    assertThat(get("/ui/none.js").statusCode()).isEqualTo(404);
  }

  /** The policy would not let it work otherwise. */
  private void nothingIsInlineOrFromElsewhere() throws IOException, InterruptedException {
    String page = get("/ui/").body();
    assertThat(page).doesNotContainPattern("<script(?![^>]* src=)|<style|\\sstyle=|\\son\\w+=");
    List<String> links = LINK.matcher(page).results().map(link -> link.group(1)).toList();
    assertThat(links).isNotEmpty().allMatch(link -> link.startsWith("../"));
    for (String link : links) {
      String path = URI.create("/ui/").resolve(link).getPath();
      assertThat(get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(IMPORT.matcher(get("/ui/page.js").body()).results().map(found -> found.group(1)))
        .containsExactly("./parts.js");
    assertThat(get("/ui/page.css").body()).doesNotContain("url(", "@import");
  }

  private void dataBecomesTextOrPartOfAPath() throws IOException, InterruptedException {
    String parts = get("/ui/parts.js").body();
    for (String sink : SINKS) {
      assertThat(get("/ui/page.js").body()).doesNotContain(sink);
      assertThat(parts).doesNotContain(sink);
    }
    // The only address that is made of data begins with what is not.
    assertThat(get("/ui/page.js").body()).doesNotContain(".href", ".src");
    assertThat(parts).containsOnlyOnce(".href = '../' + path;").doesNotContain(".src");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(api + path)).build(), BodyHandlers.ofString());
    }
  }
}
