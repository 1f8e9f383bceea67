package dev.stadion.agent.fetch;

import dev.stadion.dropwizard.net.AddressRules;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches artifacts for sandboxes, those of one sandbox one after another (mesos-v1.md §9.5): all
 * of them, or it leaves nothing in the sandbox but lines in its log. Thread-safe.
 */
public final class Fetcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);

  private final Path staging;
  private final FetchLimits limits;
  private final MonotonicClock clock;
  private final ScheduledExecutorService timer;
  private final HttpSource http;
  private final LocalFiles local;
  private final MavenSource maven;
  private final PyPiSource pypi;
  private final FetchCache cache;
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /**
   * How the fetcher has fared since its start.
   *
   * @param succeeded fetches of sandboxes, however many artifacts each
   */
  public record Figures(long succeeded, long failed, long cacheUsed, long cacheCapacity) {}

  /**
   * Removes what an earlier life left on its way.
   *
   * @param workDirectory of the agent; sandboxes are below it
   */
  public Fetcher(FetchSettings settings, Path workDirectory, MonotonicClock clock)
      throws IOException {
    this(settings, workDirectory, clock, InetAddress::getAllByName);
  }

  Fetcher(FetchSettings settings, Path workDirectory, MonotonicClock clock, HttpSource.Names names)
      throws IOException {
    this.staging = workDirectory.resolve("fetching");
    this.limits = settings.limits();
    this.clock = clock;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fetch-deadlines").daemon().factory());
    var rules = new AddressRules(settings.allowed(), "fetcher.allowCidrs");
    this.http = new HttpSource(rules, names, limits, clock, timer);
    this.local = new LocalFiles(settings.localRoots());
    this.maven = new MavenSource(settings.mavenRepository(), http);
    this.pypi = new PyPiSource(settings.pypiIndex(), http);
    this.cache = new FetchCache(workDirectory.resolve("fetch-cache"), settings.cacheBytes());
    Staging.delete(staging);
  }

  /**
   * Fetches everything, in this thread, which should be a virtual one: only those leave a socket
   * when they are interrupted.
   *
   * @throws FetchException when something could not be fetched; then nothing was
   * @throws InterruptedException when the thread was interrupted; then nothing was fetched, too
   */
  public void fetch(FetchOrder order) throws FetchException, InterruptedException {
    Progress progress = Progress.to(order.log());
    try (Staging gathered = Staging.create(staging)) {
      for (FetchItem item : order.items()) {
        new Errand(order.user(), item, gathered, progress).run();
      }
      Wanted.check();
      gathered.moveTo(order.sandbox());
      succeeded.incrementAndGet();
    } catch (IOException | RuntimeException e) {
      if (Thread.interrupted()) {
        progress.say("Fetching was given up");
        throw new InterruptedException("fetching was given up");
      }
      failed.incrementAndGet();
      FetchException why = Failures.explained(e);
      if (!(e instanceof FetchException)) {
        LOG.warn("fetching for {} failed", order.sandbox(), e);
      }
      progress.say(why.getMessage());
      throw why;
    }
  }

  public Figures figures() {
    return new Figures(succeeded.get(), failed.get(), cache.usedBytes(), cache.capacity());
  }

  /** Ends connections; fetches that are on their way fail. */
  @Override
  public void close() {
    timer.shutdownNow();
    http.close();
  }

  /** One artifact on its way to one sandbox. */
  private final class Errand {
    private final String user;
    private final FetchItem item;
    private final Staging gathered;
    private final Progress progress;

    Errand(String user, FetchItem item, Staging gathered, Progress progress) {
      this.user = user;
      this.item = item;
      this.gathered = gathered;
      this.progress = progress;
    }

    void run() throws FetchException {
      try {
        Wanted.check();
        Source source = Source.Parser.parse(item.uri());
        // A bad name is found before a byte is asked for.
        EntryPath early = EntryPath.ofFile(item.outputFile().orElse(source.name()));
        progress.say("Fetching " + Shown.uri(item.uri()) + " as " + early);
        Optional<FetchCache.Lease> cached = item.cache() ? fromCache(source) : Optional.empty();
        if (cached.isPresent()) {
          try (FetchCache.Lease lease = cached.get()) {
            use(lease.file(), lease.name(), true);
          }
        } else {
          Path part = gathered.part();
          use(part, download(source, part), false);
        }
      } catch (IOException | RuntimeException e) {
        throw new FetchException(
            "Failed to fetch " + Shown.uri(item.uri()) + ": " + Failures.explained(e).getMessage(),
            e);
      }
    }

    private Optional<FetchCache.Lease> fromCache(Source source) throws IOException {
      if (cache.capacity() == 0) {
        return Optional.empty();
      }
      var key = new FetchCache.Key(user, item.uri());
      return cache.get(key, target -> download(source, target));
    }

    /** Downloads, and answers how the file is called. */
    private String download(Source source, Path target) throws IOException {
      var meter = new Meter(limits, clock, progress);
      String name = source.name();
      switch (source) {
        case Source.Web web -> http.download(web.uri(), target, meter);
        case Source.Local file ->
            local.read(
                file.path(),
                channel -> {
                  try (var out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
                    meter.copy(Channels.newInputStream(channel), out, channel.size());
                  }
                });
        case Source.Maven artifact -> maven.download(artifact, target, meter);
        case Source.PyPi wanted -> {
          PyPiPage.File file = pypi.find(wanted);
          pypi.download(file, target, meter);
          name = file.name();
        }
      }
      progress.say("Fetched " + Shown.text(name) + ": " + meter.summary());
      return name;
    }

    private void use(Path file, String name, boolean isCached) throws IOException {
      EntryPath path = EntryPath.ofFile(item.outputFile().orElse(name));
      Optional<Archives.Kind> kind =
          item.extract() && !item.executable() ? Archives.Kind.of(path.name()) : Optional.empty();
      Path archive = file;
      if (!isCached) {
        archive = gathered.adopt(file, path, item.executable());
      } else if (kind.isEmpty()) {
        Path copy = gathered.part();
        Files.copy(file, copy);
        gathered.adopt(copy, path, item.executable());
        progress.say("Copied " + path + " from the cache");
      }
      if (kind.isPresent()) {
        var unpacked = Archives.unpack(archive, kind.get(), path, gathered, limits);
        progress.say(
            "Unpacked "
                + path
                + ": "
                + unpacked.entries()
                + " entries, "
                + Shown.bytes(unpacked.written()));
      }
    }
  }
}
