package dev.stadion.master;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.http.StrictJson;
import dev.stadion.master.heart.Acls;
import dev.stadion.master.heart.Acls.Action;
import dev.stadion.master.heart.Acls.Entity;
import dev.stadion.master.heart.Acls.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * ACLs in the form of Mesos (mesos-v1.md §14):
 *
 * <pre>{"permissive":false,
 *  "register_frameworks":[{"principals":{"values":["web"]},"roles":{"values":["web","web/%"]}}],
 *  "run_tasks":[{"principals":{"type":"ANY"},"users":{"type":"NONE"}}]}</pre>
 *
 * <p>An action that this master does not judge is refused: a rule that nobody keeps must not look
 * like one.
 */
final class AclReader {
  private static final Map<Action, String> OBJECTS = new EnumMap<>(Action.class);

  private static final Set<String> NAMELESS = Set.of("agents", "machines", "flags", "logs");

  static {
    for (Action action : Action.values()) {
      OBJECTS.put(
          action,
          switch (action) {
            case REGISTER_FRAMEWORKS,
                RESERVE_RESOURCES,
                CREATE_VOLUMES,
                UPDATE_QUOTAS,
                UPDATE_WEIGHTS,
                VIEW_ROLES ->
                "roles";
            case RUN_TASKS, VIEW_FRAMEWORKS, VIEW_TASKS, VIEW_EXECUTORS -> "users";
            case VIEW_FLAGS -> "flags";
            case ACCESS_MESOS_LOGS -> "logs";
            case TEARDOWN_FRAMEWORKS -> "framework_principals";
            case UNRESERVE_RESOURCES -> "reserver_principals";
            case DESTROY_VOLUMES -> "creator_principals";
            case GET_ENDPOINTS -> "paths";
            case REGISTER_AGENTS,
                MARK_AGENTS_GONE,
                DRAIN_AGENTS,
                DEACTIVATE_AGENTS,
                REACTIVATE_AGENTS ->
                "agents";
            case UPDATE_MAINTENANCE_SCHEDULES, START_MAINTENANCES, STOP_MAINTENANCES -> "machines";
          });
    }
  }

  private AclReader() {}

  /**
   * The ACLs.
   *
   * @param setting a document, or a text: JSON or the name of a file of it
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when it is not of this form
   */
  static Acls read(JsonNode setting) throws IOException {
    if (setting == null || setting.isNull()) {
      return Acls.NONE;
    }
    if (!setting.isTextual()) {
      return parse(setting);
    }
    String text = setting.asText().strip();
    return parse(
        StrictJson.newObjectMapper()
            .readTree(
                text.startsWith("{")
                    ? text
                    : Files.readString(Path.of(text.replaceFirst("^file://", "")))));
  }

  private static Acls parse(JsonNode document) {
    require(document.isObject(), "they must be a JSON object");
    boolean permissive = true;
    var rules = new EnumMap<Action, List<Rule>>(Action.class);
    for (Map.Entry<String, JsonNode> entry : document.properties()) {
      if (entry.getKey().equals("permissive")) {
        require(entry.getValue().isBoolean(), "'permissive' must be true or false");
        permissive = entry.getValue().booleanValue();
      } else {
        Action action = action(entry.getKey());
        rules.put(action, rules(action, entry.getKey(), entry.getValue()));
      }
    }
    return new Acls(permissive, rules);
  }

  private static Action action(String name) {
    for (Action action : Action.values()) {
      if (action.name().toLowerCase(Locale.ROOT).equals(name)) {
        return action;
      }
    }
    throw new IllegalArgumentException("acls: '" + name + "' is not supported");
  }

  private static List<Rule> rules(Action action, String name, JsonNode list) {
    require(list.isArray(), "'" + name + "' must be a list");
    String objects = OBJECTS.get(action);
    var rules = new ArrayList<Rule>();
    for (JsonNode rule : list) {
      require(
          rule.size() == 2 && rule.has("principals") && rule.has(objects),
          "a rule of '" + name + "' must have 'principals' and '" + objects + "'");
      Entity object = entity(name, rule.get(objects));
      boolean nameless = NAMELESS.contains(objects);
      require(
          !(nameless && object instanceof Entity.Some),
          "'" + objects + "' of '" + name + "' can only be of type ANY or NONE");
      rules.add(new Rule(entity(name, rule.get("principals")), object));
    }
    return rules;
  }

  private static Entity entity(String action, JsonNode entity) {
    String form = "an entity of '" + action + "' must be {\"values\":[...]} or {\"type\":\"ANY\"}";
    require(entity.isObject() && entity.size() >= 1, form);
    JsonNode values = entity.path("values");
    String type = entity.path("type").asText("SOME");
    require(entity.size() == (values.isMissingNode() ? 0 : 1) + (entity.has("type") ? 1 : 0), form);
    return switch (type) {
      case "ANY" -> new Entity.Any();
      case "NONE" -> new Entity.None();
      case "SOME" -> {
        require(values.isArray(), form);
        Set<String> texts = new HashSet<>();
        for (JsonNode value : values) {
          require(value.isTextual(), form);
          texts.add(value.asText());
        }
        yield new Entity.Some(texts);
      }
      default -> throw new IllegalArgumentException("acls: " + form + " or NONE");
    };
  }

  private static void require(boolean right, String problem) {
    if (!right) {
      throw new IllegalArgumentException("acls: " + problem);
    }
  }
}
