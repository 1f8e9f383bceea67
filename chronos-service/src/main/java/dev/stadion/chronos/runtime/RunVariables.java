package dev.stadion.chronos.runtime;

import dev.stadion.chronos.run.Interval;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.chronos.run.Template;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a task is told of its run in its environment (chronos.md B-32). Pure. */
final class RunVariables {
  /** A request's file, which a shell command finds as {@code chronos_payload} (B-36). */
  static final String PAYLOAD = "CHRONOS_PAYLOAD";

  private RunVariables() {}

  static Map<String, String> of(Run run, Interval interval) {
    Map<String, String> variables = new LinkedHashMap<>();
    run.request()
        .parameters()
        .forEach((name, value) ->
            variables.put("CHRONOS_PARAM_" + name.toUpperCase(Locale.ROOT), value));
    variables.put("CHRONOS_RUN_ID", run.runId());
    variables.put("CHRONOS_SCHEDULED_TIME", Template.print(run.scheduledAt()));
    variables.put("CHRONOS_DATA_INTERVAL_START", Template.print(interval.start()));
    variables.put("CHRONOS_DATA_INTERVAL_END", Template.print(interval.end()));
    variables.put("CHRONOS_TRIGGER", run.trigger().name().toLowerCase(Locale.ROOT));
    run.dag().ifPresent(dag -> variables.put("CHRONOS_DAG_RUN_ID", RunIds.text(dag.dagRun())));
    run.request().payload().ifPresent(payload -> variables.put(PAYLOAD, payload));
    return variables;
  }
}
