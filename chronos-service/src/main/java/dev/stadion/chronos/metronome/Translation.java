package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.job.Card;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.NameRule;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What a Metronome job is for the engine (dcos.md §5.2). */
final class Translation {
  /** Less than this Mesos does not count. */
  private static final double LEAST_DISK = 0.001;

  private final JobReader reader;

  Translation(JobReader reader) {
    this.reader = reader;
  }

  /**
   * @throws dev.stadion.chronos.document.InvalidDocumentException when the engine cannot do it
   */
  Job job(Spec spec, Instant now) {
    Job job = reader.read(document(spec), JobReader.Kind.ANY, NameRule.CHRONOS_3, now);
    return job.with(job.options().withMetronome(Optional.of(spec.text())));
  }

  private static ObjectNode document(Spec spec) {
    JsonNode run = spec.run();
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("name", spec.id());
    job.put("description", spec.document().path("description").asText());
    labels(spec, job);
    job.set("cpus", run.get("cpus"));
    job.set("mem", run.get("mem"));
    job.put("disk", Math.max(LEAST_DISK, run.get("disk").asDouble()));
    if (run.has("cmd")) {
      job.put("command", run.get("cmd").asText());
    } else {
      job.put("shell", false);
      job.set("arguments", run.path("args").isArray() ? run.get("args") : job.arrayNode());
    }
    if (run.has("user")) {
      job.set("runAsUser", run.get("user"));
    }
    environment(run, job);
    files(run, job);
    constraints(run, job);
    container(run, job);
    ending(run, job);
    starting(spec, job);
    return job;
  }

  /** Those that a list can be narrowed by; the others are shown by Metronome's API only. */
  private static void labels(Spec spec, ObjectNode job) {
    ObjectNode labels = job.putObject("labels");
    spec.document()
        .path("labels")
        .properties()
        .forEach(entry -> {
          if (Card.isKey(entry.getKey())) {
            labels.set(entry.getKey(), entry.getValue());
          }
        });
  }

  private static void environment(JsonNode run, ObjectNode job) {
    ArrayNode variables = job.putArray("environmentVariables");
    run.path("env")
        .properties()
        .forEach(entry -> {
          ObjectNode variable = variables.addObject();
          variable.put("name", entry.getKey());
          variable.set("value", entry.getValue());
        });
  }

  private static void files(JsonNode run, ObjectNode job) {
    ArrayNode fetch = job.putArray("fetch");
    for (JsonNode artifact : run.path("artifacts")) {
      fetch.add(artifact);
    }
  }

  private static void constraints(JsonNode run, ObjectNode job) {
    ArrayNode constraints = job.putArray("constraints");
    for (JsonNode constraint : run.path("placement").path("constraints")) {
      ArrayNode one = constraints.addArray();
      one.add(constraint.get("attribute"));
      String operator = constraint.get("operator").asText();
      one.add(operator.equals("IS") ? "EQUALS" : operator);
      one.add(constraint.get("value"));
    }
  }

  private static void container(JsonNode run, ObjectNode job) {
    JsonNode docker = run.path("docker");
    JsonNode ucr = run.path("ucr");
    if (docker.isMissingNode() && ucr.isMissingNode()) {
      return;
    }
    ObjectNode container = job.putObject("container");
    if (docker.isObject()) {
      container.put("type", "DOCKER");
      container.set("image", docker.get("image"));
      container.put("forcePullImage", docker.path("forcePullImage").asBoolean(false));
      ArrayNode parameters = container.putArray("parameters");
      docker.path("parameters").forEach(parameters::add);
      if (docker.path("privileged").asBoolean(false)) {
        parameters.addObject().put("key", "privileged").put("value", "true");
      }
    } else {
      container.put("type", "MESOS");
      container.set("image", ucr.path("image").get("id"));
      container.put("forcePullImage", ucr.path("image").path("forcePull").asBoolean(false));
    }
    for (JsonNode network : run.path("networks")) {
      String mode = network.path("mode").asText().toLowerCase(Locale.ROOT);
      container.put(
          "network",
          switch (mode) {
            case "host" -> "HOST";
            case "container" -> "USER";
            default -> "BRIDGE";
          });
      if (network.hasNonNull("name")) {
        container.set("networkName", network.get("name"));
      }
    }
    ArrayNode volumes = container.putArray("volumes");
    for (JsonNode volume : run.path("volumes")) {
      if (volume.has("hostPath")) {
        volumes.add(volume);
      }
    }
  }

  /** Failures, and how long things may take. */
  private static void ending(JsonNode run, ObjectNode job) {
    job.put("queueTimeout", run.get("maxLaunchDelay").asLong());
    JsonNode restart = run.path("restart");
    if (restart.path("policy").asText().equals("ON_FAILURE")) {
      job.put("retries", Integer.MAX_VALUE);
      job.put("retryDelay", "PT1S");
      job.put("retryBackoff", 2);
      job.put("retryMaxDelay", "PT5M");
    } else {
      job.put("retries", 0);
    }
    if (restart.has("activeDeadlineSeconds")) {
      job.put("runTimeout", restart.get("activeDeadlineSeconds").asLong());
    }
    if (run.has("taskKillGracePeriodSeconds")) {
      job.put("killGracePeriod", run.get("taskKillGracePeriodSeconds").asLong());
    }
  }

  private static void starting(Spec spec, ObjectNode job) {
    JsonNode dependencies = spec.document().path("dependencies");
    Optional<ObjectNode> schedule = spec.schedule().filter(node -> node.get("enabled").asBoolean());
    boolean forbid =
        schedule.map(node -> node.get("concurrencyPolicy").asText().equals("FORBID")).orElse(false);
    job.put("concurrencyPolicy", forbid ? "forbid" : "allow");
    if (!dependencies.isEmpty()) {
      ArrayNode parents = job.putArray("parents");
      dependencies.forEach(dependency -> parents.add(dependency.get("id")));
    } else if (schedule.isPresent()) {
      Crons.Translated cron = Crons.translate(schedule.get().get("cron").asText());
      job.put("cron", cron.cron());
      job.put("cronDialect", cron.dialect());
      job.put("scheduleTimeZone", schedule.get().get("timezone").asText());
      job.put("epsilon", "PT" + schedule.get().get("startingDeadlineSeconds").asLong() + "S");
    } else {
      job.put("cron", "@manually");
    }
  }
}
