package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.AppValidation;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.ValidationRules;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.wire.AppReader;
import dev.stadion.marathon.wire.AppReader.Result;
import dev.stadion.marathon.wire.AppWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes definitions of what was sent, or refuses it (marathon.md §22, §23). */
public final class Definitions {
  private final ValidationRules rules;

  public Definitions(ValidationRules rules) {
    this.rules = rules;
  }

  AppDefinition whole(ObjectNode sent) {
    return valid(AppReader.read(sent));
  }

  /**
   * What the app shall be after an update.
   *
   * @param partial whether what was not sent stays as it is
   */
  AppDefinition updated(
      PathId id, Optional<App> current, ObjectNode sent, boolean partial, VersionHistory history) {
    if (sent.hasNonNull("version")) {
      return rolledBack(id, sent, history);
    }
    boolean over = partial && current.isPresent();
    if (over) {
      return valid(
          AppReader.readOver(AppWriter.write(current.get().definition()), withId(sent, id)));
    }
    return valid(AppReader.read(withId(sent, id)));
  }

  /** The path says which app it is. */
  private static ObjectNode withId(ObjectNode sent, PathId id) {
    return sent.deepCopy().put("id", id.value());
  }

  private static AppDefinition rolledBack(PathId id, ObjectNode sent, VersionHistory history) {
    Set<String> fields = new HashSet<>();
    sent.properties().stream()
        .filter(e -> !e.getValue().isNull())
        .forEach(e -> fields.add(e.getKey()));
    fields.removeAll(Set.of("id", "version"));
    if (!fields.isEmpty()) {
      throw Refusals.unprocessable("The 'version' field may only be combined with the 'id' field.");
    }
    if (!sent.get("version").isTextual()) {
      throw Refusals.misfit(List.of(new Problem("/version", "error.expected.jsstring")));
    }
    return history
        .version(id, Requests.timestamp(sent.get("version").asText()))
        .map(App::definition)
        .orElseThrow(() -> Refusals.noSuchApp(id));
  }

  private AppDefinition valid(Result result) {
    AppDefinition definition =
        switch (result) {
          case Result.Read(var read) -> read;
          case Result.Misfit(var problems) -> throw misfit(problems);
        };
    List<Problem> problems = AppValidation.problems(definition, rules);
    if (!problems.isEmpty()) {
      throw Refusals.invalid(problems);
    }
    return definition;
  }

  /** Codes are of shape, sentences are of sense. */
  private static RuntimeException misfit(List<Problem> problems) {
    boolean shape =
        problems.stream()
            .anyMatch(p -> p.message().startsWith("error.") || p.message().equals("undefined"));
    return shape ? Refusals.misfit(problems) : Refusals.invalid(problems);
  }
}
