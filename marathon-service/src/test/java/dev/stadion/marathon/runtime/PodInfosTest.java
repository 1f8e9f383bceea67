package dev.stadion.marathon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.scheduler.Apps;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a master is told to launch for a pod (marathon.md §8, §9, §10). */
class PodInfosTest {
  private static final UUID ID = UUID.fromString("c0caec0a-863a-11e9-915b-c610fee06dff");

  private static Offer.Operation launch(int incarnation) {
    return PodInfos.of(
        new PodLaunch(
            new InstanceId(PathId.of("/prod/pod"), ID),
            incarnation,
            App.created(
                Apps.pod(
                    "/prod/pod", 1, ",'environment':{'HOST':'mine','A':'b'},'labels':{'tier':'1'}"),
                Instant.parse("2026-01-01T00:00:00Z")),
            new Placement(new AgentId("agent"), "host", List.of(31005), new TreeMap<>()),
            Resources.of(0.4, 128, 10).withPorts(new Range(31005, 31005)),
            false),
        SecretValues.NONE,
        ChosenNames.DEFAULT);
  }

  private static double amount(List<Resource> resources, String name) {
    return resources.stream()
        .filter(resource -> resource.getName().equals(name))
        .mapToDouble(resource -> resource.getScalar().getValue())
        .sum();
  }

  private static Map<String, String> environment(TaskInfo task) {
    return task.getCommand().getEnvironment().getVariablesList().stream()
        .collect(Collectors.toMap(v -> v.getName(), v -> v.getValue()));
  }

  @Test
  void s9_executorAndTasksAreNamedAfterTheInstance() {
    Offer.Operation operation = launch(1);

    assertThat(operation.getType()).isEqualTo(Offer.Operation.Type.LAUNCH_GROUP);
    ExecutorInfo executor = operation.getLaunchGroup().getExecutor();
    assertThat(executor.getType()).isEqualTo(ExecutorInfo.Type.DEFAULT);
    assertThat(executor.getExecutorId().getValue()).isEqualTo("instance-prod_pod." + ID);
    assertThat(operation.getLaunchGroup().getTaskGroup().getTasksList())
        .extracting(task -> task.getTaskId().getValue())
        .containsExactly(
            "prod_pod.instance-" + ID + ".web.1", "prod_pod.instance-" + ID + ".side-car.1");
    assertThat(launch(2).getLaunchGroup().getExecutor().getExecutorId().getValue())
        .isNotEqualTo(executor.getExecutorId().getValue());
  }

  @Test
  void s81_whatWasTakenIsDividedWithoutRest() {
    Offer.Operation.LaunchGroup group = launch(1).getLaunchGroup();
    TaskInfo web = group.getTaskGroup().getTasks(0);
    TaskInfo sideCar = group.getTaskGroup().getTasks(1);

    assertThat(amount(group.getExecutor().getResourcesList(), "cpus")).isEqualTo(0.1);
    assertThat(amount(group.getExecutor().getResourcesList(), "mem")).isEqualTo(32);
    assertThat(amount(web.getResourcesList(), "cpus")).isEqualTo(0.1);
    assertThat(amount(sideCar.getResourcesList(), "cpus")).isEqualTo(0.2);
    assertThat(amount(sideCar.getResourcesList(), "mem")).isEqualTo(64);
    assertThat(web.getResourcesList()).anyMatch(r -> r.getName().equals("ports"));
    assertThat(sideCar.getResourcesList()).noneMatch(r -> r.getName().equals("ports"));
  }

  @Test
  void s10_whatWeKnowWinsOverWhatTheUserWrote() {
    TaskInfo web = launch(1).getLaunchGroup().getTaskGroup().getTasks(0);

    assertThat(environment(web))
        .containsEntry("A", "b")
        .containsEntry("HOST", "host")
        .containsEntry("MARATHON_APP_ID", "/prod/pod")
        .containsEntry("MARATHON_CONTAINER_ID", "web")
        .containsEntry("MESOS_EXECUTOR_ID", "instance-prod_pod." + ID)
        .containsEntry("MARATHON_APP_LABEL_TIER", "1")
        .containsEntry("ENDPOINT_HTTP", "31005")
        .containsEntry("EP_HOST_HTTP", "31005")
        .doesNotContainKey("EP_CONTAINER_HTTP");
    assertThat(web.getHealthCheck().getHttp().getPort()).isEqualTo(31005);
    assertThat(web.getCommand().getShell()).isTrue();
  }

  /** Containers "web" and "side" with a persistent volume that web mounts at "var". */
  private static Offer.Operation launchWithVolume(String mountsOfSide) {
    var volume =
        new ResourceKey("disk", List.of(Reservation.dynamic("prod", "us")))
            .withDisk(Optional.of(Disk.volume("prod_pod#data#1", "us", "data")));
    return PodInfos.of(
        new PodLaunch(
            new InstanceId(PathId.of("/prod/pod"), ID),
            1,
            App.created(
                Apps.pod(
                    "/prod/pod",
                    1,
                    ",'volumes':[{'name':'data','persistent':{'size':10}}],'containers':[{'name':"
                        + "'web','resources':{'cpus':0.1,'mem':32},'exec':{'command':{'shell':"
                        + "'x'}},'volumeMounts':[{'name':'data','mountPath':'var'}]},{'name':"
                        + "'side','resources':{'cpus':0.1,'mem':32},'exec':{'command':{'shell':"
                        + "'x'}},'volumeMounts':"
                        + mountsOfSide
                        + "}]"),
                Instant.EPOCH),
            new Placement(new AgentId("agent"), "host", List.of(), new TreeMap<>()),
            Resources.of(0.3, 96, 10).with(volume, Scalar.of(10)),
            false),
        SecretValues.NONE,
        ChosenNames.DEFAULT);
  }

  private static boolean isKept(Resource resource) {
    return resource.getDisk().hasPersistence();
  }

  @Test
  void aPersistentVolumeBelongsToTheContainerThatMountsIt() {
    Offer.Operation.LaunchGroup group = launchWithVolume("[]").getLaunchGroup();

    var tasks = group.getTaskGroup().getTasksList();
    assertThat(tasks.get(0).getResourcesList()).anyMatch(PodInfosTest::isKept);
    assertThat(tasks.get(1).getResourcesList()).noneMatch(PodInfosTest::isKept);
    assertThat(group.getExecutor().getResourcesList()).noneMatch(PodInfosTest::isKept);
    var mounted = tasks.get(0).getContainer().getVolumes(0);
    assertThat(mounted.getContainerPath()).isEqualTo("var");
    assertThat(mounted.getSource().getSandboxPath().getPath()).isEqualTo("data");
    assertThat(mounted.getSource().getSandboxPath().getType())
        .isEqualTo(Volume.Source.SandboxPath.Type.SELF);
  }

  @Test
  void aPersistentVolumeOfSeveralContainersBelongsToTheirExecutor() {
    Offer.Operation.LaunchGroup group =
        launchWithVolume("[{'name':'data','mountPath':'data','readOnly':true}]").getLaunchGroup();

    var tasks = group.getTaskGroup().getTasksList();
    assertThat(group.getExecutor().getResourcesList()).filteredOn(PodInfosTest::isKept).hasSize(1);
    assertThat(tasks)
        .allSatisfy(task -> {
          assertThat(task.getResourcesList()).noneMatch(PodInfosTest::isKept);
          Volume.Source.SandboxPath place =
              task.getContainer().getVolumes(0).getSource().getSandboxPath();
          assertThat(place.getType()).isEqualTo(Volume.Source.SandboxPath.Type.PARENT);
          assertThat(place.getPath()).isEqualTo("data");
        });
    assertThat(tasks)
        .extracting(task -> task.getContainer().getVolumes(0).getContainerPath())
        .containsExactly("var", "data");
    assertThat(tasks)
        .extracting(task -> task.getContainer().getVolumes(0).getMode())
        .containsExactly(Volume.Mode.RW, Volume.Mode.RO);
  }
}
