package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Set;

/** Checks what a Metronome job runs, and writes the defaults out (dcos.md §5.2). */
final class RunSpecReader {
  private static final Set<String> KEYS =
      Set.of(
          "cpus",
          "mem",
          "disk",
          "gpus",
          "cmd",
          "args",
          "user",
          "env",
          "secrets",
          "artifacts",
          "docker",
          "ucr",
          "networks",
          "volumes",
          "placement",
          "maxLaunchDelay",
          "restart",
          "taskKillGracePeriodSeconds");

  private static final double LEAST_CPUS = 0.01;
  private static final int LEAST_MEM = 32;
  private static final int WHOLE_DIGITS = 18;
  private static final int USUAL_LAUNCH_DELAY_SECONDS = 3600;

  private RunSpecReader() {}

  static ObjectNode read(Sent sent) {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    sent.knows(KEYS);
    number(sent, run, "cpus", LEAST_CPUS);
    number(sent, run, "mem", LEAST_MEM);
    number(sent, run, "disk", 0);
    if (sent.whole("gpus", 0, 0) > 0) {
      sent.problem("gpus", "there are no GPUs here");
    }
    run.put("gpus", 0);
    command(sent, run);
    sent.copyText("user", run);
    run.set("env", environment(sent));
    run.putObject("secrets");
    run.set("placement", placement(sent.object("placement")));
    run.set("artifacts", artifacts(sent));
    run.put("maxLaunchDelay", sent.whole("maxLaunchDelay", 1, USUAL_LAUNCH_DELAY_SECONDS));
    ContainerSpecReader.read(sent, run);
    run.set("restart", restart(sent.object("restart")));
    if (sent.has("taskKillGracePeriodSeconds")) {
      run.put("taskKillGracePeriodSeconds", sent.whole("taskKillGracePeriodSeconds", 0, 0));
    }
    return run;
  }

  private static void number(Sent sent, ObjectNode run, String name, double least) {
    JsonNode value = sent.get(name);
    if (!value.isNumber() || !(value.asDouble() >= least)) {
      sent.problem(
          name, "must be a number of at least " + (least == LEAST_CPUS ? least : (int) least));
      return;
    }
    // Clients read whole numbers as such: 32.0 is 32 there (dcos.md §5.2).
    BigDecimal shortest = value.decimalValue().stripTrailingZeros();
    if (shortest.scale() <= 0 && shortest.precision() - shortest.scale() < WHOLE_DIGITS) {
      run.put(name, shortest.longValueExact());
    } else {
      run.put(name, shortest);
    }
  }

  private static void command(Sent sent, ObjectNode run) {
    // Clients of an image's own command send an empty one.
    boolean command = !sent.text("cmd", "").isEmpty();
    if (command) {
      sent.copyText("cmd", run);
    }
    if (sent.has("args")) {
      for (JsonNode argument : sent.array("args")) {
        if (!argument.isTextual()) {
          sent.problem("args", "must be an array of strings");
        }
      }
      run.set("args", sent.array("args"));
    }
    if (!command && !sent.has("docker") && !sent.has("ucr")) {
      sent.problem("cmd, docker or ucr must be given");
    }
    if (command && sent.has("args")) {
      sent.problem("args", "cmd and args exclude each other");
    }
  }

  private static ObjectNode environment(Sent sent) {
    if (!sent.object("secrets").isEmpty()) {
      sent.problem("secrets", "secrets are not kept here");
    }
    return sent.texts("env");
  }

  private static ObjectNode placement(Sent sent) {
    ObjectNode placement = JsonNodeFactory.instance.objectNode();
    ArrayNode constraints = placement.putArray("constraints");
    for (Sent constraint : sent.objects("constraints")) {
      String operator = constraint.choice("operator", Set.of("IS", "EQ", "LIKE", "UNLIKE"), "IS");
      ObjectNode one = constraints.addObject();
      one.put("attribute", constraint.text("attribute"));
      one.put("operator", operator.equals("EQ") ? "IS" : operator);
      one.put("value", constraint.text("value", ""));
    }
    return placement;
  }

  private static ArrayNode artifacts(Sent sent) {
    ArrayNode artifacts = JsonNodeFactory.instance.arrayNode();
    for (Sent artifact : sent.objects("artifacts")) {
      ObjectNode one = artifacts.addObject();
      one.put("uri", artifact.text("uri"));
      one.put("extract", artifact.flag("extract", true));
      one.put("executable", artifact.flag("executable", false));
      one.put("cache", artifact.flag("cache", false));
    }
    return artifacts;
  }

  private static ObjectNode restart(Sent sent) {
    ObjectNode restart = JsonNodeFactory.instance.objectNode();
    restart.put("policy", sent.choice("policy", Set.of("NEVER", "ON_FAILURE"), "NEVER"));
    if (sent.has("activeDeadlineSeconds")) {
      restart.put("activeDeadlineSeconds", sent.whole("activeDeadlineSeconds", 1, 1));
    }
    return restart;
  }
}
