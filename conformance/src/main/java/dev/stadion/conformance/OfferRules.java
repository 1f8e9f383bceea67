package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import dev.stadion.mesos.v1.FrameworkInfo.Capability;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What offers look like, and when they come (mesos-v1.md §3.3–§3.5, §4, §10). */
final class OfferRules {
  /** An allocation interval and some more: by then what can be offered was offered. */
  private static final Duration ROUND = Duration.ofSeconds(4);

  static final List<Rule> ALL =
      List.of(
          new Rule(
              "6.3", "an offer names its agent, its host and its framework", OfferRules::shape),
          new Rule(
              "5.1", "offer and agent ids are the master's id with -O and -S", OfferRules::ids),
          new Rule("4", "without MULTI_ROLE there is no allocation_info", OfferRules::singleRole),
          new Rule(
              "4",
              "with MULTI_ROLE offer and resources have allocation_info",
              OfferRules::multiRole),
          new Rule(
              "4", "without RESERVATION_REFINEMENT resources have a role", OfferRules::oldForm),
          new Rule("4", "with RESERVATION_REFINEMENT they have none", OfferRules::newForm),
          new Rule(
              "10.2", "a framework has one offer of an agent at a time", OfferRules::onePerAgent),
          new Rule("3.4", "what was declined for long is not offered again", OfferRules::filtered),
          new Rule("3.5", "REVIVE brings declined offers back", OfferRules::revived),
          new Rule("3.4", "declined for 0 s is offered again soon", OfferRules::notFiltered),
          new Rule(
              "3.4", "a negative refuse_seconds is the default and no error", OfferRules::negative),
          new Rule("3.3", "an ACCEPT without operations is a decline", OfferRules::emptyAccept),
          new Rule("3.3", "what is left over is offered again", OfferRules::leftOver),
          new Rule("3.3", "an offer is used up by its ACCEPT", OfferRules::usedUp),
          new Rule("3.5", "SUPPRESS stops offers until REVIVE", OfferRules::suppressed),
          new Rule(
              "3.2", "suppressed_roles get no offers from the start", OfferRules::bornSuppressed),
          new Rule("3.5", "REVIVE of a role that is not ours is dropped", OfferRules::strangeRole),
          new Rule("3.11", "offers of a role that is given up are rescinded", OfferRules::roleLeft),
          new Rule(
              "10.4", "a framework that comes back has no filters", OfferRules::filtersCleared));

  private OfferRules() {}

  private static void shape(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    expect(offer.getFrameworkId().equals(framework.id()), "it is for %s", offer.getFrameworkId());
    expect(!offer.getHostname().isEmpty(), "it has no hostname");
    expect(offer.getUrl().getAddress().getPort() > 0, "url.address has no port");
    expect(
        offer.getUrl().getPath().startsWith("/slave"), "url.path is %s", offer.getUrl().getPath());
  }

  private static void ids(Target master) throws Exception {
    Framework framework = master.stream(master.info(info -> {}));
    String id = framework.awaitSubscribed().event().getSubscribed().getMasterInfo().getId();
    Offer offer = framework.awaitOffer();
    expect(offer.getId().getValue().matches("\\Q" + id + "\\E-O\\d+"), "%s", offer.getId());
    expect(offer.getAgentId().getValue().matches(".+-S\\d+"), "%s", offer.getAgentId());
  }

  private static void singleRole(Target master) throws Exception {
    Offer offer = master.framework().awaitOffer();
    expect(!offer.hasAllocationInfo(), "the offer has one");
    expect(
        offer.getResourcesList().stream().noneMatch(Resource::hasAllocationInfo),
        "a resource has one");
  }

  private static void multiRole(Target master) throws Exception {
    Offer offer = master.capable(Capability.Type.MULTI_ROLE).awaitOffer();
    expect(
        offer.getAllocationInfo().getRole().equals(master.mark),
        "the offer's role is '%s'",
        offer.getAllocationInfo().getRole());
    expect(
        offer.getResourcesList().stream()
            .allMatch(resource -> resource.getAllocationInfo().getRole().equals(master.mark)),
        "a resource has none or another");
  }

  private static void oldForm(Target master) throws Exception {
    Offer offer = master.framework().awaitOffer();
    expect(
        offer.getResourcesList().stream()
            .allMatch(each -> each.hasRole() && each.getReservationsCount() == 0),
        "a resource is written in the new form");
  }

  private static void newForm(Target master) throws Exception {
    Offer offer =
        master
            .capable(Capability.Type.MULTI_ROLE, Capability.Type.RESERVATION_REFINEMENT)
            .awaitOffer();
    expect(offer.getResourcesList().stream().noneMatch(Resource::hasRole), "a resource has a role");
  }

  private static void onePerAgent(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    Optional<Offer> second = offerOf(framework, offer, ROUND);
    expect(second.isEmpty(), "two were outstanding at the same time");
  }

  /** Another offer of the same agent with room. */
  private static Optional<Offer> offerOf(Framework framework, Offer of, Duration patience)
      throws InterruptedException {
    return offer(framework, offer -> same(offer, of), patience);
  }

  /**
   * An offer of what was declined, or of a part of it. When somebody else's task ends meanwhile,
   * there is more than was declined, and no filter holds for that.
   */
  private static Optional<Offer> offeredAgain(Framework framework, Offer declined)
      throws InterruptedException {
    return offer(
        framework, offer -> same(offer, declined) && !Tasks.isMore(offer, declined), ROUND);
  }

  private static Optional<Offer> offer(
      Framework framework, Predicate<Offer> wanted, Duration patience) throws InterruptedException {
    return framework
        .find(event -> event.getOffers().getOffersList().stream().anyMatch(wanted), patience)
        .flatMap(
            heard -> heard.event().getOffers().getOffersList().stream().filter(wanted).findFirst());
  }

  private static boolean same(Offer one, Offer other) {
    return one.getAgentId().equals(other.getAgentId()) && Tasks.hasRoom(one);
  }

  private static Offer declined(Framework framework, double seconds) throws Exception {
    Offer offer = framework.awaitOffer();
    expect(202, framework.call(Tasks.decline(offer, seconds)));
    return offer;
  }

  private static void filtered(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = declined(framework, 600);
    expect(offeredAgain(framework, offer).isEmpty(), "it was offered again");
  }

  private static void revived(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = declined(framework, 600);
    expect(202, framework.call(Call.newBuilder().setType(Call.Type.REVIVE)));
    expect(offerOf(framework, offer, Framework.SOON).isPresent(), "it was not offered again");
  }

  private static void notFiltered(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = declined(framework, 0);
    expect(offerOf(framework, offer, Framework.SOON).isPresent(), "it was not offered again");
  }

  private static void negative(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = declined(framework, -1);
    expect(offerOf(framework, offer, Framework.SOON).isPresent(), "it was never offered again");
  }

  private static void emptyAccept(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    var accept = Tasks.accept(offer);
    accept.getAcceptBuilder().getFiltersBuilder().setRefuseSeconds(600);
    expect(202, framework.call(accept));
    expect(offeredAgain(framework, offer).isEmpty(), "the filter does not hold");
    expect(202, framework.call(Call.newBuilder().setType(Call.Type.REVIVE)));
    expect(offerOf(framework, offer, Framework.SOON).isPresent(), "the resources are lost");
  }

  private static void leftOver(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    expect(202, framework.call(Tasks.launch(offer, Tasks.task(offer, "left.1", "sleep 60"))));
    Offer rest =
        offerOf(framework, offer, Framework.SOON)
            .orElseThrow(() -> new Rule.Broken("the rest was not offered"));
    double less = Tasks.scalar(offer, "cpus") - Tasks.scalar(rest, "cpus");
    expect(Math.abs(less - Tasks.CPUS) < 0.001, "there are %s cpus less", less);
  }

  private static void usedUp(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    expect(202, framework.call(Tasks.launch(offer, Tasks.task(offer, "used.1", "sleep 60"))));
    expect(202, framework.call(Tasks.launch(offer, Tasks.task(offer, "used.2", "sleep 60"))));
    TaskStatus status = framework.status("used.2", false);
    expect(status.getState() == TaskState.TASK_LOST, "the second task is %s", status.getState());
  }

  private static void suppressed(Target master) throws Exception {
    Framework framework = master.framework();
    Offer offer = framework.awaitOffer();
    expect(202, framework.call(Call.newBuilder().setType(Call.Type.SUPPRESS)));
    expect(202, framework.call(Tasks.decline(offer, 0)));
    expect(offerOf(framework, offer, ROUND).isEmpty(), "there was an offer");
    expect(202, framework.call(Call.newBuilder().setType(Call.Type.REVIVE)));
    expect(offerOf(framework, offer, Framework.SOON).isPresent(), "there was none after REVIVE");
  }

  private static void bornSuppressed(Target master) throws Exception {
    Framework framework =
        Target.subscribed(
            master.stream(
                master.info(info -> {}),
                call -> call.getSubscribeBuilder().addSuppressedRoles("*"),
                Map.of()));
    expect(
        framework.find(event -> event.getType() == Event.Type.OFFERS, ROUND).isEmpty(),
        "there was an offer");
    expect(202, framework.call(Call.newBuilder().setType(Call.Type.REVIVE)));
    framework.awaitOffer();
  }

  private static void strangeRole(Target master) throws Exception {
    Framework framework = master.framework();
    var revive = Call.newBuilder().setType(Call.Type.REVIVE);
    revive.getReviveBuilder().addRoles("not-mine");
    expect(202, framework.call(revive));
  }

  private static void roleLeft(Target master) throws Exception {
    Framework framework = master.capable(Capability.Type.MULTI_ROLE);
    Offer offer = framework.awaitOffer();
    var update = Call.newBuilder().setType(Call.Type.UPDATE_FRAMEWORK);
    update
        .getUpdateFrameworkBuilder()
        .setFrameworkInfo(
            master.info(info ->
                info.setId(framework.id())
                    .addRoles(master.mark + "-other")
                    .addCapabilities(Capability.newBuilder().setType(Capability.Type.MULTI_ROLE))));
    expect(200, framework.call(update));
    framework.await(
        "RESCIND of its offer",
        event ->
            event.getType() == Event.Type.RESCIND
                && event.getRescind().getOfferId().equals(offer.getId()),
        Framework.SOON);
  }

  private static void filtersCleared(Target master) throws Exception {
    Framework framework = master.framework(info -> info.setFailoverTimeout(60));
    declined(framework, 600);
    framework.disconnect();
    // Only a master that knows of the disconnection clears them.
    framework.reviveUntil(answer -> answer.status() != 202);
    Target.subscribed(master.stream(master.info(info -> info.setId(framework.id())))).awaitOffer();
  }
}
