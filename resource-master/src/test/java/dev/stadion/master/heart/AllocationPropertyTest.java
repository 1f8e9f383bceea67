package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random lives of a cluster with roles, weights, quota and reservations. After every event the
 * books must balance, no quota may be exceeded, and every offer must have gone where {@link
 * NaiveOrder} would have sent it.
 */
class AllocationPropertyTest {
  private static final List<String> ROLES = List.of("*", "a", "a/x", "a/y", "b", "b/x/deep", "c");
  private static final int STEPS = 120;
  private static final long LIMIT = 9_000;

  private final Stage stage = new Stage();
  private final List<FrameworkId> frameworks = new ArrayList<>();
  private final List<AgentId> agents = new ArrayList<>();
  private MasterState before = stage.state;
  private int names;

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theBooksBalanceAndTheOrderIsFair(long seed) {
    var random = new Random(seed);
    stage.happens(
        new MasterEvent.UpdateQuota(
            false, new TreeMap<>(Map.of("a", QuotaLimits.of(Map.of("cpus", LIMIT))))));

    for (int step = 0; step < STEPS; step++) {
      before = stage.state;
      event(random);
      check();
    }
  }

  private void check() {
    checkBooks();
    checkQuota(before);
    NaiveOrder.check(stage.state, stage.offered(), stage.now);
    before = stage.state;
    stage.effects = List.of();
  }

  private void event(Random random) {
    switch (random.nextInt(10)) {
      case 0 -> frameworks.add(stage.subscribe(Optional.empty(), framework(random)));
      case 1, 2 -> agents.add(stage.agent("h" + names++, agent(random)));
      case 3, 4, 5 -> anyOffer(random).ifPresent(offer -> launch(offer, random));
      case 6 -> anyOffer(random).ifPresent(this::decline);
      case 7, 8 -> anyTask(random).ifPresent(this::finish);
      default -> decree(random);
    }
  }

  private static FrameworkDescription framework(Random random) {
    var roles = new ArrayList<String>();
    for (String role : ROLES) {
      if (random.nextInt(3) == 0) {
        roles.add(role);
      }
    }
    return new FrameworkDescription(
        "svc",
        "test",
        Optional.empty(),
        roles.isEmpty() ? List.of("*") : roles,
        EnumSet.of(FrameworkCapability.MULTI_ROLE),
        60,
        true,
        Optional.empty(),
        Map.of(),
        OfferConstraints.NONE,
        Payload.EMPTY);
  }

  private static Resources agent(Random random) {
    Resources resources =
        Resources.of(1 + random.nextInt(4), 512 * (1 + random.nextInt(4)), 100)
            .withPorts(new Range(31_000, 31_009));
    return random.nextInt(4) == 0
        ? resources.with(new ResourceKey("cpus", "a/x"), Quantity.Scalar.of(1))
        : resources;
  }

  private Optional<HeldOffer> anyOffer(Random random) {
    List<HeldOffer> offers =
        stage.state.offers().values().stream()
            .sorted((one, other) -> one.id().compareTo(other.id()))
            .toList();
    return offers.isEmpty()
        ? Optional.empty()
        : Optional.of(offers.get(random.nextInt(offers.size())));
  }

  private void launch(HeldOffer offer, Random random) {
    Quantity.Ranges ports = offer.resources().ranges("ports");
    long cpus = offer.resources().quantity(ResourceKey.unreserved("cpus")).isPresent() ? 1 : 0;
    Resources resources = Resources.of(cpus == 1 ? 0.5 : 0, 16, 0);
    if (!ports.isEmpty()) {
      long port = ports.nth(random.nextLong(ports.count()));
      resources = resources.withPorts(new Range(port, port));
    }
    String task = "t" + names++;
    if (offer.resources().contains(resources)) {
      stage.call(
          offer.framework(), Stage.launch(offer.id(), Stage.task(task, offer.agent(), resources)));
    }
  }

  private void decline(HeldOffer offer) {
    stage.call(offer.framework(), Stage.decline(offer.id()));
  }

  private Optional<Task> anyTask(Random random) {
    List<Task> tasks =
        stage.state.frameworks().values().stream()
            .flatMap(framework -> framework.tasks().values().stream())
            .filter(task -> !task.state().isTerminal())
            .sorted((one, other) -> one.id().compareTo(other.id()))
            .toList();
    return tasks.isEmpty()
        ? Optional.empty()
        : Optional.of(tasks.get(random.nextInt(tasks.size())));
  }

  private void finish(Task task) {
    stage.report(task.framework(), task.agent(), task.id().value(), TaskState.FINISHED);
  }

  private void decree(Random random) {
    if (frameworks.isEmpty()) {
      return;
    }
    FrameworkId any = frameworks.get(random.nextInt(frameworks.size()));
    switch (random.nextInt(4)) {
      case 0 ->
          stage.happens(
              new MasterEvent.UpdateWeights(
                  new TreeMap<>(
                      Map.of(ROLES.get(random.nextInt(ROLES.size())), 0.5 + random.nextInt(4)))));
      case 1 -> stage.call(any, new FrameworkCall.Revive(Set.of()));
      case 2 -> stage.call(any, new FrameworkCall.Suppress(Set.of("a/x", "b")));
      default -> {
        pass(Duration.ofMillis(random.nextInt(2_000)));
      }
    }
  }

  private void pass(Duration duration) {
    Instant until = stage.now.plus(duration);
    for (Instant at = next(); !at.isAfter(until); at = next()) {
      stage.now = at.isAfter(stage.now) ? at : stage.now;
      stage.happens(stage.heart.wakeUp());
      check();
      agents.forEach(stage::pong);
    }
    stage.now = until;
  }

  private Instant next() {
    return stage.heart.wakeAt(stage.state).orElseThrow();
  }

  /** Used, offered and free make the whole of every agent, and no port is counted twice. */
  private void checkBooks() {
    for (Agent agent : stage.state.agents().values()) {
      Resources sum = agent.used().plus(agent.free());
      long ports = ports(agent.used()) + ports(agent.free());
      for (OfferId id : agent.offers()) {
        sum = sum.plus(stage.state.offers().get(id).resources());
        ports += ports(stage.state.offers().get(id).resources());
      }
      assertThat(sum).isEqualTo(agent.total());
      assertThat(ports).isEqualTo(ports(agent.total()));
    }
    NaiveOrder.checkUses(stage.state);
  }

  private static long ports(Resources resources) {
    return resources.ranges("ports").count();
  }

  /** Reservations may exceed a quota by themselves; then nothing else is given. */
  private void checkQuota(MasterState before) {
    long had = quotaUse(before).subtree().unreserved().millis("cpus");
    long has = quotaUse(stage.state).subtree().unreserved().millis("cpus");
    if (has > had) {
      assertThat(has + quotaUse(stage.state).reserved().millis("cpus")).isLessThanOrEqualTo(LIMIT);
    }
  }

  private static RoleBook quotaUse(MasterState state) {
    return state.roles().getOrDefault("a", RoleBook.EMPTY);
  }
}
