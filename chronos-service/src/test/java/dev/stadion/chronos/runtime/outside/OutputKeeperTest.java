package dev.stadion.chronos.runtime.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Output;
import dev.stadion.chronos.run.OutputArchive;
import dev.stadion.chronos.run.OutputPiece;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * chronos.md B-46: outputs are kept, in no hurry, and none is forgotten because many end at once.
 */
@Timeout(30)
class OutputKeeperTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
  private static final long FIRST = RunIds.first(NOW);

  private final Archive archive = new Archive();
  private final AgentFiles files = new AgentFiles(Optional.empty(), Optional.empty());
  private HttpServer agent;
  private OutputKeeper keeper;

  /** What was kept, and the attempts that the database knows to be over. */
  private static final class Archive implements OutputArchive {
    private final Map<Place, CountDownLatch> kept = new HashMap<>();
    private final List<Source> over = new ArrayList<>();
    private boolean away;

    private synchronized CountDownLatch outputsOf(Place place) {
      return kept.computeIfAbsent(place, p -> new CountDownLatch(Output.values().length));
    }

    synchronized void ends(Source source) {
      over.add(source);
    }

    @Override
    public void keep(long run, int attempt, Output output, OutputPiece end, Instant now) {
      outputsOf(new Place(run, attempt)).countDown();
    }

    @Override
    public Optional<OutputPiece> find(long run, int attempt, Output output) {
      return Optional.empty();
    }

    @Override
    public synchronized Look look(Place after, int most) {
      if (away) {
        throw new StoreUnavailableException("away", null);
      }
      Comparator<Place> order =
          Comparator.comparingLong(Place::run).thenComparingInt(Place::number);
      List<Source> seen =
          over.stream()
              .filter(source -> order.compare(Place.of(source), after) > 0)
              .sorted(Comparator.comparing(Place::of, order))
              .limit(most)
              .toList();
      return new Look(
          seen.stream().filter(s -> outputsOf(Place.of(s)).getCount() > 0).toList(),
          seen.isEmpty() ? Optional.empty() : Optional.of(Place.of(seen.getLast())));
    }

    @Override
    public int forget(Instant before) {
      return 0;
    }
  }

  @BeforeEach
  void start() throws IOException {
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    agent.createContext(
        "/files/read",
        exchange -> {
          try (exchange) {
            byte[] empty = "{\"data\":\"\",\"offset\":0}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, empty.length);
            exchange.getResponseBody().write(empty);
          }
        });
    agent.start();
    var outputs = new TaskOutput(files, archive, () -> Optional.of(new FrameworkId("f")));
    keeper = new OutputKeeper(outputs, archive, () -> NOW, 1_000, 2);
  }

  @AfterEach
  void stop() {
    keeper.stop();
    files.close();
    agent.stop(0);
  }

  private OutputArchive.Source attempt(long run) {
    var source =
        new OutputArchive.Source(
            "job",
            run,
            Attempt.launched(
                0,
                new TaskId("task-" + run),
                new AgentId("a"),
                "localhost",
                Optional.of(URI.create("http://127.0.0.1:" + agent.getAddress().getPort())),
                NOW));
    archive.ends(source);
    return source;
  }

  private boolean isKept(OutputArchive.Source source) throws InterruptedException {
    return archive.outputsOf(OutputArchive.Place.of(source)).await(20, TimeUnit.SECONDS);
  }

  @Test
  void whatFindsNoRoomIsLookedUpWhenTheOthersAreDone() throws InterruptedException {
    List<OutputArchive.Source> all = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      all.add(attempt(FIRST + i));
    }
    all.forEach(keeper::ended);
    assertThat(keeper.putOff()).isEqualTo(7);

    keeper.start();

    for (OutputArchive.Source source : all) {
      assertThat(isKept(source)).as("run %d", source.run()).isTrue();
    }
  }

  @Test
  void whatALeaderBeforeUsDidNotGetToIsKept() throws InterruptedException {
    OutputArchive.Source left = attempt(FIRST - 5);

    keeper.start();

    assertThat(isKept(left)).isTrue();
  }

  @Test
  void aDatabaseThatIsAwayDoesNotStopWhatEndsNow() throws InterruptedException {
    archive.away = true;
    keeper.start();

    OutputArchive.Source now = attempt(FIRST);
    keeper.ended(now);

    assertThat(isKept(now)).isTrue();
  }
}
