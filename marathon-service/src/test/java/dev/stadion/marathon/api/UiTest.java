package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page for people: what it consists of, and that nothing can get into it. */
class UiTest {
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
  private static final Pattern EVENT =
      Pattern.compile("[\"']((?:\\w+_event)|(?:(?:deployment|group_change)_[a-z_]+[a-z]))[\"']");

  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon = new RunningMarathon();
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  private static String body(String path) {
    return marathon.get(path).response().body();
  }

  @ParameterizedTest
  @CsvSource({
    "/ui,text/html",
    "/ui/,text/html",
    "/ui/page.js,text/javascript",
    "/ui/page.css,text/css"
  })
  void itsPartsSayWhatTheyAreUnderAStrictPolicy(String path, String type) {
    var answer = marathon.get(path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith(type).endsWith("charset=utf-8");
    assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'self'");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  /** The policy would not let it work otherwise. */
  @Test
  void nothingInItIsInlineOrFromElsewhere() {
    String page = body("/ui/");

    assertThat(page).doesNotContainPattern("<script(?![^>]* src=)|<style|\\sstyle=|\\son\\w+=");
    assertThat(LINK.matcher(page).results().map(link -> link.group(1)))
        .isNotEmpty()
        .allSatisfy(link -> {
          assertThat(link).startsWith("../");
          String path = URI.create("/ui/").resolve(link).getPath();
          assertThat(marathon.get(path).status()).as(link).isEqualTo(200);
        });
    assertThat(body("/ui/page.css")).doesNotContain("url(", "@import");
  }

  @Test
  void whatTheApiSaysBecomesTextAndNeverMarkup() {
    String before = body("/ui/");
    String markup = "<img src=x onerror=alert(1)>";

    assertThat(marathon.post("/v2/apps", "{'id':'/" + markup + "','cmd':'sleep 1'}").status())
        .isEqualTo(422);
    Answer created =
        marathon.post(
            "/v2/apps",
            "{'id':'/ui/app','cmd':'sleep 1','labels':{'name':'"
                + markup
                + "'},'constraints':[['hostname','LIKE','"
                + markup
                + "']]}");
    assertThat(created.status()).as(created.response().body()).isEqualTo(201);

    assertThat(body("/ui/")).isEqualTo(before).doesNotContain(markup);
    assertThat(marathon.get("/v2/queue").header("Content-Type")).startsWith("application/json");
    for (String sink :
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
            "javascript:")) {
      assertThat(body("/ui/page.js")).doesNotContain(sink);
    }
    // The only address that is made of data begins with what is not.
    assertThat(body("/ui/page.js")).containsOnlyOnce(".href = '../v2/' + path;");
  }

  @Test
  void itListensToEveryEventThereIs() throws IOException {
    var told =
        new TreeSet<>(
            events(
                Files.readString(
                    Path.of("src/main/java/dev/stadion/marathon/wire/EventWriter.java"))));
    told.addAll(List.of("pod_created_event", "pod_updated_event", "pod_deleted_event"));

    assertThat(events(body("/ui/page.js"))).containsExactlyElementsOf(told);
  }

  private static List<String> events(String text) {
    return EVENT
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !name.equals("_event"))
        .toList();
  }
}
