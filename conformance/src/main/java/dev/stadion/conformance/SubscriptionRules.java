package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.FrameworkInfo.Capability;
import dev.stadion.mesos.v1.MasterInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.scheduler.AttributeConstraint;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.mesos.v1.scheduler.OfferConstraints;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Who subscribes as whom (mesos-v1.md §4, §5). */
final class SubscriptionRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              "5.1",
              "SUBSCRIBED is first and a HEARTBEAT follows at once",
              SubscriptionRules::first),
          new Rule(
              "5.4", "heartbeats come every heartbeat_interval_seconds", SubscriptionRules::beats),
          new Rule("4", "SUBSCRIBED names the master", SubscriptionRules::masterInfo),
          new Rule("5.1", "ids are the master's id and a counter", SubscriptionRules::newIds),
          new Rule(
              "5.1",
              "subscribing twice without an id makes two frameworks",
              SubscriptionRules::two),
          new Rule("5.2", "an id nobody knows is accepted as it is", SubscriptionRules::unknownId),
          new Rule(
              "5.2",
              "the newest stream wins, the older gets ERROR and ends",
              SubscriptionRules::takeOver),
          new Rule(
              "5.2", "after a take-over the old stream id is 400", SubscriptionRules::oldStream),
          new Rule(
              "5.2",
              "the end of an older stream does not disconnect the newer",
              SubscriptionRules::oldEnd),
          new Rule("5.2", "offers of an earlier stream are void", SubscriptionRules::oldOffers),
          new Rule(
              "5.2", "a disconnected framework comes back under its id", SubscriptionRules::back),
          new Rule(
              "5.3", "failover_timeout 0 removes at once, for ever", SubscriptionRules::removed),
          new Rule(
              "3.7", "TEARDOWN ends the stream and the id for ever", SubscriptionRules::tornDown),
          refused("5.1", "a role with a space", info -> role(info, "a b")),
          refused("5.1", "a role that begins with a dash", info -> role(info, "-a")),
          refused("5.1", "a role with an empty component", info -> role(info, "a//b")),
          refused("5.1", "the role '..'", info -> role(info, "a/..")),
          refused(
              "5.1",
              "the same role twice",
              info -> multi(info).addRoles("twice").addRoles("twice")),
          refused("5.1", "role with MULTI_ROLE", info -> multi(info).setRole("a")),
          refused("5.1", "roles without MULTI_ROLE", info -> info.addRoles("a")),
          refused(
              "6.1",
              "an id with a slash",
              info -> info.setId(FrameworkID.newBuilder().setValue("a/b"))),
          refused("5.1", "a negative failover_timeout", info -> info.setFailoverTimeout(-1)),
          refused(
              "5.1",
              "an infinite failover_timeout",
              info -> info.setFailoverTimeout(Double.POSITIVE_INFINITY)),
          refused(
              "6.1", "the id '..'", info -> info.setId(FrameworkID.newBuilder().setValue(".."))),
          new Rule(
              "5.1",
              "a suppressed role that is not ours is refused",
              SubscriptionRules::suppressed),
          new Rule(
              "3.2",
              "offer constraints that cannot be read are refused",
              SubscriptionRules::constraints));

  private SubscriptionRules() {}

  private static Rule refused(String section, String what, Consumer<FrameworkInfo.Builder> as) {
    return new Rule(
        section,
        what + " is refused by an ERROR event",
        master -> {
          Framework framework = master.stream(master.info(as));
          expect(framework.head().status() == 200, "got %d", framework.head().status());
          framework.awaitRefusal();
        });
  }

  private static FrameworkInfo.Builder multi(FrameworkInfo.Builder info) {
    return info.addCapabilities(Capability.newBuilder().setType(Capability.Type.MULTI_ROLE));
  }

  private static void role(FrameworkInfo.Builder info, String role) {
    multi(info).addRoles(role);
  }

  private static void first(Target master) throws Exception {
    Framework framework = master.framework();
    framework.await("HEARTBEAT", SubscriptionRules::isHeartbeat, Duration.ofSeconds(3));
  }

  private static boolean isHeartbeat(Event event) {
    return event.getType() == Event.Type.HEARTBEAT;
  }

  private static void beats(Target master) throws Exception {
    Framework framework = master.stream(master.info(info -> {}));
    double interval =
        framework.awaitSubscribed().event().getSubscribed().getHeartbeatIntervalSeconds();
    expect(interval > 0 && interval <= 40, "the interval is %s s", interval);
    framework.await("HEARTBEAT", SubscriptionRules::isHeartbeat, Duration.ofSeconds(3));
    framework.await(
        "second HEARTBEAT",
        SubscriptionRules::isHeartbeat,
        Duration.ofMillis((long) (interval * 1_000) + 3_000));
  }

  private static void masterInfo(Target master) throws Exception {
    MasterInfo info =
        master.stream(master.info(any -> {}))
            .awaitSubscribed()
            .event()
            .getSubscribed()
            .getMasterInfo();
    expect(!info.getId().isEmpty(), "it has no id");
    expect(info.getPort() > 0, "its port is %d", info.getPort());
    expect(info.getVersion().matches("\\d+\\.\\d+.*"), "its version is '%s'", info.getVersion());
    expect(info.getAddress().getPort() == info.getPort(), "address.port and port differ");
    int ip = info.getIp();
    String packed = "%d.%d.%d.%d".formatted(ip & 255, ip >>> 8 & 255, ip >>> 16 & 255, ip >>> 24);
    expect(
        packed.equals(info.getAddress().getIp()),
        "ip is %s, address.ip is %s",
        packed,
        info.getAddress().getIp());
  }

  private static void newIds(Target master) throws Exception {
    Framework framework = master.stream(master.info(any -> {}));
    Event.Subscribed subscribed = framework.awaitSubscribed().event().getSubscribed();
    String id = subscribed.getFrameworkId().getValue();
    expect(
        id.matches(".+-\\d{4,}") && id.startsWith(subscribed.getMasterInfo().getId()),
        "the id is %s, the master's %s",
        id,
        subscribed.getMasterInfo().getId());
  }

  private static void two(Target master) throws Exception {
    expect(!master.framework().id().equals(master.framework().id()), "both have one id");
  }

  private static void unknownId(Target master) throws Exception {
    FrameworkID own = FrameworkID.newBuilder().setValue(master.mark + "-own").build();
    Framework framework = master.framework(info -> info.setId(own));
    expect(framework.id().equals(own), "it became %s", framework.id().getValue());
  }

  private static void takeOver(Target master) throws Exception {
    Framework older = master.framework();
    Framework newer = again(master, older);
    String message =
        older
            .await("ERROR", event -> event.getType() == Event.Type.ERROR, Framework.SOON)
            .event()
            .getError()
            .getMessage();
    expect(message.equals("Framework failed over"), "it says '%s'", message);
    expect(older.awaitEnd(), "the older stream stays open");
    expect(202, newer.call(Call.newBuilder().setType(Call.Type.REVIVE)));
  }

  private static Framework again(Target master, Framework framework) throws Exception {
    return Target.subscribed(master.stream(master.info(info -> info.setId(framework.id()))));
  }

  private static void oldStream(Target master) throws Exception {
    Framework older = master.framework();
    again(master, older);
    expect(400, older.call(Call.newBuilder().setType(Call.Type.REVIVE)));
  }

  private static void oldEnd(Target master) throws Exception {
    Framework old = master.framework(info -> info.setFailoverTimeout(60));
    Framework now = again(master, old);
    expect(old.awaitEnd(), "the older stream stays open");
    old.disconnect();
    // Its own end comes by another way than the calls of the newer: it has time to do harm.
    Framework third = master.framework();
    expect(202, third.call(Call.newBuilder().setType(Call.Type.REVIVE)));
    expect(202, now.call(Call.newBuilder().setType(Call.Type.REVIVE)));
    expect(
        now.find(event -> event.getType() == Event.Type.ERROR, Duration.ofSeconds(1)).isEmpty(),
        "the newer stream was refused");
  }

  private static void oldOffers(Target master) throws Exception {
    Framework older = master.framework();
    Offer offer = older.awaitOffer();
    Framework newer = again(master, older);
    newer.call(Tasks.launch(offer, Tasks.task(offer, "late", "true")));
    TaskStatus status = newer.status("late", false);
    expect(status.getState() == TaskState.TASK_LOST, "the task is %s", status.getState());
    expect(
        status.getReason() == TaskStatus.Reason.REASON_INVALID_OFFERS,
        "for %s",
        status.getReason());
  }

  private static void back(Target master) throws Exception {
    Framework first = master.framework(info -> info.setFailoverTimeout(60));
    first.disconnect();
    Framework second = again(master, first);
    expect(second.id().equals(first.id()), "it became %s", second.id().getValue());
    expect(202, second.call(Call.newBuilder().setType(Call.Type.REVIVE)));
  }

  private static void removed(Target master) throws Exception {
    Framework framework = master.framework();
    framework.disconnect();
    expect(400, framework.reviveUntil(answer -> answer.status() == 400));
    neverAgain(master, framework);
  }

  private static void tornDown(Target master) throws Exception {
    Framework framework = master.framework();
    expect(202, framework.call(Call.newBuilder().setType(Call.Type.TEARDOWN)));
    expect(framework.awaitEnd(), "the stream stays open");
    neverAgain(master, framework);
  }

  private static void neverAgain(Target master, Framework framework) throws Exception {
    String message = master.stream(master.info(info -> info.setId(framework.id()))).awaitRefusal();
    expect(message.contains("Framework has been removed"), "it says '%s'", message);
  }

  private static void suppressed(Target master) throws Exception {
    master.stream(
            master.info(info -> {}),
            call -> call.getSubscribeBuilder().addSuppressedRoles("not-mine"),
            Map.of())
        .awaitRefusal();
  }

  private static void constraints(Target master) throws Exception {
    var constraint = AttributeConstraint.newBuilder();
    constraint.getSelectorBuilder().setAttributeName("rack");
    constraint.getPredicateBuilder().getTextMatchesBuilder().setRegex("(");
    var role = OfferConstraints.RoleConstraints.newBuilder();
    role.addGroupsBuilder().addAttributeConstraints(constraint);
    master.stream(
            master.info(info -> {}),
            call ->
                call.getSubscribeBuilder()
                    .getOfferConstraintsBuilder()
                    .putRoleConstraints("*", role.build()),
            Map.of())
        .awaitRefusal();
  }
}
