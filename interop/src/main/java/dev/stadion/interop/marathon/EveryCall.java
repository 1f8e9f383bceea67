package dev.stadion.interop.marathon;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import mesosphere.marathon.client.Marathon;
import mesosphere.marathon.client.MarathonClient;
import mesosphere.marathon.client.MarathonException;
import mesosphere.marathon.client.model.v2.App;
import mesosphere.marathon.client.model.v2.Group;
import mesosphere.marathon.client.model.v2.HealthCheck;
import mesosphere.marathon.client.model.v2.Task;

/**
 * Does every call that marathon-client has against a real service, as one life of a few apps, and
 * looks at what the client makes of the answers.
 *
 * <p>Arguments: the address of Marathon, and an address for events. Prints a line for each chapter,
 * exits with 0 when every call was answered as it ought to be.
 */
public final class EveryCall {
  private static final String WEB = "/interop/web";

  private final Calls calls = new Calls();
  private final Marathon marathon;
  private final Until until;

  private EveryCall(String address) {
    marathon = calls.counting(MarathonClient.getInstance(address));
    until = new Until(marathon);
  }

  public static void main(String[] arguments) {
    var client = new EveryCall(arguments[0]);
    client.asksWhoItIs();
    client.createsAnApp();
    client.readsTheApp();
    client.changesTheApp();
    client.replacesTasks();
    client.keepsGroups();
    client.cancelsDeployments();
    client.subscribes(arguments[1]);
    client.isToldMistakes();
    client.deletesTheApp();
    check(client.calls.missing().isEmpty(), "not called: " + client.calls.missing());
    System.out.println("all " + client.calls.count() + " calls answered");
    // Feign leaves a thread of its own behind.
    System.exit(0);
  }

  private void asksWhoItIs() {
    until.registered();
    var info = marathon.getServerInfo();
    check("marathon".equals(info.getName()), "name " + info.getName());
    check(info.getFrameworkId() != null, "framework id");
    check(info.getLeader() != null && info.getElected(), "leader");
    check(info.getMarathon_config().getMaster() != null, "configuration");
    done("info");
  }

  private void createsAnApp() {
    App app = app(WEB, "exec python3 -m http.server --bind 127.0.0.1 $PORT0", 0.05);
    app.setInstances(2);
    app.setPorts(List.of(0));
    app.addLabel("team", "blue");
    var check = new HealthCheck();
    check.setProtocol("HTTP");
    check.setPath("/");
    check.setPortIndex(0);
    check.setGracePeriodSeconds(60);
    check.setIntervalSeconds(1);
    check.setTimeoutSeconds(5);
    check.setMaxConsecutiveFailures(0);
    app.setHealthChecks(List.of(check));

    var created = marathon.createApp(app);

    check(WEB.equals(created.getId()), "id " + created.getId());
    check(created.getVersion() != null, "version");
    check(created.getDeployments().size() == 1, "deployments " + created.getDeployments());
    until.settled(WEB, 2);
    done("created");
  }

  private void readsTheApp() {
    App app = marathon.getApp(WEB).getApp();
    check(app.getTasksHealthy() == 2 && app.getTasksUnhealthy() == 0, "health");
    check(app.getTasks().size() == 2, "tasks " + app.getTasks());
    check(app.getVersionInfo().getLastConfigChangeAt() != null, "version info");
    check(Objects.equals(app.getLabels(), Map.of("team", "blue")), "labels " + app.getLabels());
    check(ids(marathon.getApps().getApps()).contains(WEB), "list of apps");
    var blue = Map.of("label", "team==blue", "embed", "apps.tasks");
    var selected = marathon.getApps(blue).getApps();
    check(ids(selected).equals(Set.of(WEB)), "selected apps " + ids(selected));
    check(selected.iterator().next().getTasks().size() == 2, "embedded tasks");
    check(marathon.getApps(Map.of("label", "team==red")).getApps().isEmpty(), "no red apps");
    Task task = marathon.getAppTasks(WEB).getTasks().iterator().next();
    check("TASK_RUNNING".equals(task.getState()), "state " + task.getState());
    check(task.getHealthCheckResults().iterator().next().getAlive(), "health of a task");
    check(task.getPorts().size() == 1, "ports " + task.getPorts());
    Collection<Task> all = marathon.getTasks().getTasks();
    check(all.size() == 2, "all tasks " + all);
    check(all.iterator().next().getServicePorts().size() == 1, "service ports");
    done("read");
  }

  private void changesTheApp() {
    var change = new App();
    change.setInstances(3);
    check(marathon.updateApp(WEB, change, false).getDeploymentId() != null, "deployment's id");
    until.settled(WEB, 3);
    List<String> versions = List.copyOf(marathon.getAppVersions(WEB).getVersions());
    check(versions.size() == 2, "versions " + versions);
    App first = marathon.getAppVersion(WEB, versions.getLast());
    check(first.getInstances() == 2 && first.getCmd().contains("http.server"), "first version");
    done("changed");
  }

  private void replacesTasks() {
    Set<String> before = tasks();
    check(marathon.restartApp(WEB, true).getVersion() != null, "version of a restart");
    until.settled(WEB, 3);
    check(tasks().stream().noneMatch(before::contains), "restarted");

    Task victim = marathon.getAppTasks(WEB).getTasks().iterator().next();
    Task killed = marathon.deleteAppTask(WEB, victim.getId(), "false").getTask();
    check(victim.getId().equals(killed.getId()), "killed " + killed);
    until.gone(WEB, Set.of(victim.getId()));
    until.settled(WEB, 3);

    Set<String> all = tasks();
    var ended = marathon.deleteAppTasks(WEB, victim.getHost(), "false").getTasks();
    check(ended.stream().map(Task::getId).collect(Collectors.toSet()).equals(all), "all killed");
    until.gone(WEB, all);
    until.settled(WEB, 3);
    done("replaced");
  }

  private void keepsGroups() {
    var group = new Group();
    group.setId("/teams");
    group.setApps(List.of(app("/teams/one", "sleep 1000", 0.01)));
    check(marathon.createGroup(group).getDeploymentId() != null, "group's deployment");
    until.settled("/teams/one", 1);
    check(ids(marathon.getGroup("/teams").getApps()).equals(Set.of("/teams/one")), "its apps");
    group.setApps(List.of(app("/teams/two", "sleep 1000", 0.01)));
    check(marathon.updateGroup("/teams", false, group).getVersion() != null, "group's version");
    until.settled("/teams/two", 1);
    check(ids(marathon.getGroup("/teams").getApps()).equals(Set.of("/teams/two")), "other apps");
    check(marathon.deleteGroup("/teams", true).getVersion() != null, "deleted group");
    until.quiet();
    check(refusal(() -> marathon.getGroup("/teams")).getStatus() == 404, "group is gone");
    done("grouped");
  }

  private void cancelsDeployments() {
    marathon.createApp(app("/huge", "sleep 1000", 100_000));
    var deployment = marathon.getDeployments().getFirst();
    check(deployment.getAffectedApps().contains("/huge"), "affected apps");
    check(deployment.getTotalSteps() == 2 && deployment.getSteps().size() == 2, "steps");
    check("/huge".equals(deployment.getCurrentActions().iterator().next().getApp()), "action");
    var queued = marathon.getQueue().getQueue().iterator().next();
    check("/huge".equals(queued.getApp().getId()) && queued.getCount() == 1, "queue");
    check(!queued.getDelay().isOverdue() || queued.getDelay().getTimeLeftSeconds() == 0, "delay");
    var back = marathon.cancelDeploymentAndRollback(deployment.getId());
    check(!back.getDeploymentId().equals(deployment.getId()), "rollback is another deployment");
    until.quiet();
    check(refusal(() -> marathon.getApp("/huge")).getStatus() == 404, "rolled back");

    marathon.createApp(app("/huge", "sleep 1000", 100_000));
    marathon.cancelDeployment(marathon.getDeployments().getFirst().getId());
    until.quiet();
    check(marathon.getApp("/huge").getApp().getTasksRunning() == 0, "stopped where it was");
    marathon.deleteApp("/huge");
    until.quiet();
    done("cancelled");
  }

  private void subscribes(String url) {
    check("subscribe_event".equals(marathon.register(url).getEventType()), "subscribed");
    check(marathon.subscriptions().getCallbackUrls().equals(List.of(url)), "subscriptions");
    check(url.equals(marathon.unregister(url).getCallbackUrl()), "unsubscribed");
    check(marathon.subscriptions().getCallbackUrls().isEmpty(), "no subscriptions");
    done("subscribed");
  }

  private void isToldMistakes() {
    MarathonException unknown = refusal(() -> marathon.getApp("/nobody"));
    check(unknown.getStatus() == 404, "status " + unknown.getStatus());
    check(unknown.getMessage().contains("App '/nobody' does not exist"), unknown.getMessage());
    App wrong = app("/wrong", "true", -1);
    MarathonException invalid = refusal(() -> marathon.createApp(wrong));
    check(invalid.getStatus() == 422, "status " + invalid.getStatus());
    check(invalid.getMessage().contains("/cpus"), invalid.getMessage());
    MarathonException twice = refusal(() -> marathon.createApp(app(WEB, "true", 0.1)));
    check(twice.getStatus() == 409, "status " + twice.getStatus());
    done("told mistakes");
  }

  private void deletesTheApp() {
    check(marathon.deleteApp(WEB).getDeploymentId() != null, "deployment of the deletion");
    until.quiet();
    check(refusal(() -> marathon.getApp(WEB)).getStatus() == 404, "deleted");
    done("deleted");
  }

  private Set<String> tasks() {
    return marathon.getAppTasks(WEB).getTasks().stream()
        .map(Task::getId)
        .collect(Collectors.toSet());
  }

  private static App app(String id, String command, double cpus) {
    var app = new App();
    app.setId(id);
    app.setCmd(command);
    app.setCpus(cpus);
    app.setMem(16.0);
    app.setInstances(1);
    return app;
  }

  private static Set<String> ids(Collection<? extends App> apps) {
    return apps.stream().map(App::getId).collect(Collectors.toSet());
  }

  private static MarathonException refusal(Runnable call) {
    try {
      call.run();
    } catch (MarathonException e) {
      return e;
    }
    throw new IllegalStateException("was not refused");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }

  private static void done(String chapter) {
    System.out.println(chapter);
  }
}
