package dev.stadion.sim.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.heart.Heart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator itself, with a shop that ships what was paid as its subject. */
class SimKernelTest {
  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasAnsweredSurvivesEverythingAndIsDoneInTheEnd(long seed) {
    var world = new World(seed, Faults.swarm(new Random(seed)));

    world.run();

    assertThat(world.store.rows.keySet()).containsAll(world.acknowledged);
    assertThat(world.shipped).containsAll(world.store.rows.keySet());
    assertThat(world.shippedUnpaid).as("shipped before the commit").isEmpty();
  }

  @Test
  void theSameSeedIsTheSameHistory() {
    var one = new World(7, Faults.swarm(new Random(7)));
    var same = new World(7, Faults.swarm(new Random(7)));
    var other = new World(8, Faults.swarm(new Random(7)));

    one.run();
    same.run();
    other.run();

    assertThat(same.sim.trace().digest()).isEqualTo(one.sim.trace().digest());
    assertThat(other.sim.trace().digest()).isNotEqualTo(one.sim.trace().digest());
  }

  @Test
  void aCampaignReachesEveryFault() {
    var sometimes = new Sometimes();

    seeds()
        .forEach(seed -> {
          var world = new World(seed, Faults.swarm(new Random(seed)));
          world.run();
          sometimes.add(world.sometimes);
        });

    assertThat(
            sometimes.missing(
                List.of(
                    "a request was lost",
                    "an answer was lost",
                    "a request arrived twice",
                    "a commit failed",
                    "a commit was made and nobody knew",
                    "a process died before its commit",
                    "a process died between commit and send")))
        .isEmpty();
  }

  @Test
  void aShopThatForgetsItsIntentIsCaught() {
    long caught =
        seeds()
            .filter(seed -> {
              var world = new World(seed, Faults.swarm(new Random(seed)));
              world.heart.forgetful = true;
              world.run();
              return !world.shipped.containsAll(world.store.rows.keySet());
            })
            .count();

    assertThat(caught).isPositive();
  }

  @Test
  void aConnectionDeliversInOrderOrNotAtAll() {
    var sim = new Sim(3);
    var net = new SimNet(sim, Faults.swarm(new Random(1)), new Sometimes());
    var one = new Silent(sim, "one");
    var other = new Silent(sim, "other");
    one.start();
    other.start();
    var received = new ArrayList<Object>();
    Link link = null;
    while (link == null) {
      link =
          net.connect(
              one, other, l -> new Recorder(new ArrayList<>()), l -> new Recorder(received));
    }

    for (int i = 0; i < 100; i++) {
      link.toServer("", i);
    }
    Link open = link;
    sim.later(Duration.ofMillis(2), "", open::cut);
    sim.runFor(Duration.ofMinutes(1));

    assertThat(received).isNotEmpty().hasSizeLessThan(101);
    assertThat(received.getLast()).isEqualTo("closed");
    for (int i = 0; i < received.size() - 1; i++) {
      assertThat(received.get(i)).isEqualTo(i);
    }
  }

  private record Recorder(List<Object> received) implements Link.End {
    @Override
    public void received(Object message) {
      received.add(message);
    }

    @Override
    public void closed() {
      received.add("closed");
    }
  }

  private static final class Silent extends SimNode {
    Silent(Sim sim, String name) {
      super(sim, name);
    }

    @Override
    protected void started() {}

    @Override
    protected void died() {}
  }

  /** Orders by number, and whether they were shipped. */
  private static final class Shelf implements StateStore<SortedMap<Integer, Boolean>, Integer> {
    private final SortedMap<Integer, Boolean> rows = new TreeMap<>();

    @Override
    public SortedMap<Integer, Boolean> load(long epoch) {
      return new TreeMap<>(rows);
    }

    @Override
    public void commit(long epoch, List<Integer> changes) {
      for (int change : changes) {
        rows.put(Math.abs(change), change < 0);
      }
    }
  }

  /** An event above 0 is an order, one below 0 says it was shipped, 0 says that time has passed. */
  private static final class Shop
      implements Heart<SortedMap<Integer, Boolean>, Integer, Integer, Integer, Boolean> {
    private boolean forgetful;

    @Override
    public Decision<SortedMap<Integer, Boolean>, Integer, Integer, Boolean> decide(
        SortedMap<Integer, Boolean> state, Integer event, Instant now) {
      if (event == 0) {
        var open =
            state.entrySet().stream().filter(row -> !row.getValue()).map(row -> row.getKey());
        return new Decision<>(state, List.of(), open.toList(), true);
      }
      int number = Math.abs(event);
      if (event > 0 && state.containsKey(number)) {
        return Decision.unchanged(state, true);
      }
      var next = new TreeMap<>(state);
      next.put(number, event < 0);
      return new Decision<>(next, List.of(event), event > 0 ? List.of(number) : List.of(), true);
    }

    @Override
    public Optional<Instant> wakeAt(SortedMap<Integer, Boolean> state) {
      return Optional.empty();
    }

    @Override
    public Integer wakeUp() {
      return 0;
    }
  }

  private static final class World {
    private final Sim sim;
    private final Sometimes sometimes = new Sometimes();
    private final Faults faults;
    private final SimNet net;
    private final Shelf store = new Shelf();
    private final Shop heart = new Shop();
    private final Server server;
    private final Silent client;
    private final Set<Integer> acknowledged = new HashSet<>();
    private final Set<Integer> shipped = new HashSet<>();
    private final Set<Integer> shippedUnpaid = new HashSet<>();

    World(long seed, Faults faults) {
      sim = new Sim(seed);
      this.faults = faults;
      net = new SimNet(sim, faults, sometimes);
      server = new Server();
      client = new Silent(sim, "client");
    }

    void run() {
      server.start();
      client.start();
      for (int i = 1; i <= 100; i++) {
        int number = i;
        client.later(Duration.ofMillis(100L * i), "orders " + i, () -> order(number));
      }
      for (int i = 1; i < 20; i++) {
        sim.later(sim.between(Duration.ZERO, Duration.ofSeconds(10)), "fault", this::crash);
      }
      sim.runFor(Duration.ofSeconds(11));
      faults.stop();
      sim.runFor(Duration.ofSeconds(30));
    }

    private void crash() {
      if (!faults.betweenCrashes().isZero()) {
        server.crash();
        sim.later(Duration.ofMillis(100), "", server::start);
      }
    }

    private void order(int number) {
      net.<Boolean>request(
          client,
          server,
          "order " + number,
          answer -> server.loop.submit(number, outcome -> outcome.ifPresent(answer)),
          answer -> acknowledged.add(number),
          () -> order(number));
    }

    private final class Server extends SimNode {
      private final SimLoop<SortedMap<Integer, Boolean>, Integer, Integer, Integer, Boolean> loop;

      Server() {
        super(World.this.sim, "server");
        loop =
            new SimLoop<>(
                this, heart, store, faults, sometimes, (orders, state) -> ship(orders), () -> {});
      }

      private void ship(List<Integer> orders) {
        for (int order : orders) {
          shipped.add(order);
          if (!store.rows.containsKey(order)) {
            shippedUnpaid.add(order);
          }
          loop.post(-order);
        }
      }

      @Override
      protected void started() {
        loop.start(1);
        tick();
      }

      private void tick() {
        if (!heart.forgetful) {
          loop.post(0);
        }
        later(Duration.ofSeconds(1), "", this::tick);
      }

      @Override
      protected void died() {
        loop.stop();
      }
    }
  }
}
