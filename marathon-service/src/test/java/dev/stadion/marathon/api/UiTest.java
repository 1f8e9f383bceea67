package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.PageContract;
import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page for people: what it consists of, and that nothing can get into it. */
class UiTest {
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

  @Test
  void itIsAsEveryPageForPeople() throws Exception {
    new PageContract(marathon.api()).holds();
  }

  @Test
  void whatUsersWriteIsNotInIt() {
    String before = marathon.get("/ui/").response().body();
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

    assertThat(marathon.get("/ui/").response().body()).isEqualTo(before).doesNotContain(markup);
    assertThat(marathon.get("/v2/queue").header("Content-Type")).startsWith("application/json");
  }

  @Test
  void itListensToEveryEventThereIs() throws IOException {
    var told =
        new TreeSet<>(
            events(
                Files.readString(
                    Path.of("src/main/java/dev/stadion/marathon/wire/EventWriter.java"))));
    told.addAll(List.of("pod_created_event", "pod_updated_event", "pod_deleted_event"));

    assertThat(events(marathon.get("/ui/page.js").response().body()))
        .containsExactlyElementsOf(told);
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
