package dev.stadion.chronos;

import dev.stadion.chronos.scheduler.HeartSettings;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the service is set up, in the words of chronos.md §1.7; never with a password. */
final class InfoDocument {
  private static final String NONE = "None";
  private static final String VERSION = "3.0.3";

  private InfoDocument() {}

  static Map<String, Object> of(
      ChronosConfiguration configuration,
      Optional<String> leader,
      Optional<FrameworkId> framework,
      boolean paused) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("version", VERSION);
    info.put("leader", leader.orElse(NONE));
    info.put("frameworkId", framework.map(FrameworkId::value).orElse(NONE));
    info.put("mail_config", configuration.mailDocument());
    info.put("zookeeper_config", none("zk_hosts", "zookeeper_timeout", "zookeeper_path"));
    info.put("mesos_config", mesos(configuration));
    info.put("chronos_configuration", chronos(configuration));
    if (paused) {
      info.put("paused", true);
    }
    return info;
  }

  private static Map<String, Object> mesos(ChronosConfiguration configuration) {
    var framework = configuration.frameworkInfo();
    var defaults = configuration.defaults();
    Map<String, Object> mesos = new LinkedHashMap<>();
    mesos.put("master", configuration.masterText());
    mesos.put("mesos_task_mem", defaults.mem());
    mesos.put("mesos_task_cpu", defaults.cpus());
    mesos.put("mesos_task_disk", defaults.disk());
    mesos.put("mesos_checkpoint", framework.getCheckpoint());
    mesos.put("mesos_role", configuration.role());
    mesos.put("mesos_framework_name", framework.getName());
    mesos.put("mesos_authentication_principal", NONE);
    return mesos;
  }

  private static Map<String, Object> chronos(ChronosConfiguration configuration) {
    var framework = configuration.frameworkInfo();
    HeartSettings heart = configuration.heartSettings();
    Map<String, Object> chronos = new LinkedHashMap<>();
    chronos.put("user", framework.getUser());
    chronos.put("failover_timeout", (long) framework.getFailoverTimeout());
    chronos.put("scheduler_horizon", NONE);
    chronos.put(
        "cluster_name", configuration.clusterName().isEmpty() ? NONE : configuration.clusterName());
    chronos.put("hostname", configuration.hostname());
    chronos.put("leader_max_idle_time", NONE);
    chronos.put("min_revive_offers_interval", heart.minReviveInterval().toMillis());
    chronos.put("decline_offer_duration", heart.declineFor().toMillis());
    chronos.put("reconciliation_interval", heart.reconciliationInterval().toSeconds());
    chronos.put("default_task_epsilon", configuration.defaults().epsilonSeconds());
    chronos.put("failure_retry_delay", heart.failureRetry().toMillis());
    chronos.put("disable_after_failures", heart.disableAfterFailures());
    chronos.put("task_epsilon", configuration.defaults().epsilonSeconds());
    return chronos;
  }

  private static Map<String, Object> none(String... keys) {
    Map<String, Object> section = new LinkedHashMap<>();
    for (String key : keys) {
      section.put(key, NONE);
    }
    return section;
  }
}
