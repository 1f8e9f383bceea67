package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.AppValidation;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodValidation;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Problems;
import dev.stadion.marathon.app.ValidationRules;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.wire.AppReader;
import dev.stadion.marathon.wire.AppReader.Result;
import dev.stadion.marathon.wire.AppWriter;
import dev.stadion.marathon.wire.PodReader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes definitions of what was sent, or refuses it (marathon.md §22, §23). */
public final class Definitions {
  private final ValidationRules rules;
  private final ChosenNames names;

  public Definitions(ValidationRules rules, ChosenNames names) {
    this.rules = rules;
    this.names = names;
  }

  AppDefinition whole(ObjectNode sent) {
    return valid(AppReader.read(sent, names));
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
          AppReader.readOver(
              AppWriter.write(current.get().application()), withId(sent, id), names));
    }
    return valid(AppReader.read(withId(sent, id), names));
  }

  /** What the app shall be after a merge patch; what was removed has its default. */
  AppDefinition merged(PathId id, Optional<App> current, ObjectNode patch) {
    App app = current.orElseThrow(() -> Refusals.noSuchApp(id));
    return valid(
        AppReader.read(
            withId(MergePatch.apply(AppWriter.write(app.application()), patch), id), names));
  }

  /** The app that an element of a list is about. */
  static PathId id(ObjectNode sent) {
    return Requests.idIn(sent)
        .map(PathId::of)
        .orElseThrow(
            () -> Refusals.unprocessable("requirement failed: App Update must have app id set"));
  }

  /**
   * An app in the body of a group: its id and its dependencies are relative to the group's id.
   *
   * @param at where in the body it is, such as {@code /apps(0)}
   * @param misfits takes what is of the wrong shape
   * @param senseless takes what is of the right shape but without sense
   */
  Optional<AppDefinition> inGroup(
      ObjectNode sent, PathId group, String at, Problems misfits, Problems senseless) {
    return switch (AppReader.read(AppReader.below(group, sent), names)) {
      case Result.Misfit(var problems) -> {
        prefixed(problems, at, isOfShape(problems) ? misfits : senseless);
        yield Optional.empty();
      }
      case Result.Read(var definition) -> {
        prefixed(AppValidation.problems(definition, rules), at, senseless);
        senseless.require(
            definition.id().parent().equals(group),
            at + "/id",
            "Identifier is not child of '" + group + "'");
        yield Optional.of(definition);
      }
    };
  }

  private static void prefixed(List<Problem> problems, String at, Problems into) {
    problems.forEach(p -> into.add(p.path().equals("/") ? at : at + p.path(), p.message()));
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
        .filter(app -> !app.isPod())
        .map(App::application)
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

  /** A pod of what was sent. */
  PodDefinition pod(ObjectNode sent) {
    PodDefinition definition =
        switch (PodReader.read(sent, names)) {
          case PodReader.Result.Read(var read) -> read;
          case PodReader.Result.Misfit(var problems) -> throw misfit(problems);
        };
    List<Problem> problems = PodValidation.problems(definition, rules);
    if (!problems.isEmpty()) {
      throw Refusals.invalid(problems);
    }
    return definition;
  }

  /** Codes are of shape, sentences are of sense. */
  private static RuntimeException misfit(List<Problem> problems) {
    return isOfShape(problems) ? Refusals.misfit(problems) : Refusals.invalid(problems);
  }

  private static boolean isOfShape(List<Problem> problems) {
    return problems.stream()
        .anyMatch(p -> p.message().startsWith("error.") || p.message().equals("undefined"));
  }
}
