package dev.stadion.offerclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.backoff.Backoff;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/** What a client needs to know; only the masters, the framework and the listener are required. */
public final class SchedulerClientBuilder {
  private final MasterDetector masters;
  private final FrameworkInfo info;
  private Set<String> suppressedRoles = Set.of();
  private FrameworkIdStore store = FrameworkIdStore.NONE;
  private Optional<SSLContext> tls = Optional.empty();
  private Consumer<Event> wire = event -> {};
  private SchedulerListener listener;
  private Optional<FrameworkId> framework = Optional.empty();
  private WireFormat wireFormat = WireFormat.PROTOBUF;
  private Optional<String> authorization = Optional.empty();
  private Backoff backoff = new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(15));
  private RandomGenerator random = new Random();
  private Supplier<MonotonicTimer> timer = SystemTimer::new;
  private InstantSource clock = InstantSource.system();
  private Duration opening = Duration.ofSeconds(10);
  private Duration closing = Duration.ofSeconds(2);
  private ClientSettings.Limits limits = ClientSettings.Limits.DEFAULT;

  SchedulerClientBuilder(MasterDetector masters, FrameworkInfo info) {
    this.masters = requireNonNull(masters, "masters");
    this.info = requireNonNull(info, "info");
  }

  public SchedulerClientBuilder listener(SchedulerListener listener) {
    this.listener = requireNonNull(listener, "listener");
    return this;
  }

  /** Who we are since an earlier life; empty for the first subscription ever. */
  public SchedulerClientBuilder frameworkId(Optional<FrameworkId> framework) {
    this.framework = requireNonNull(framework, "framework");
    return this;
  }

  /** Where the id is read from now and kept from now on; instead of {@link #frameworkId}. */
  public SchedulerClientBuilder frameworkIdStore(FrameworkIdStore store) {
    this.store = requireNonNull(store, "store");
    return this;
  }

  /** Roles that shall get no offers until revived; of every later subscription, too. */
  public SchedulerClientBuilder suppressedRoles(Set<String> roles) {
    this.suppressedRoles = Set.copyOf(roles);
    return this;
  }

  /** How to speak to {@code https} masters, such as {@link Tls#trusting} makes. */
  public SchedulerClientBuilder tls(SSLContext tls) {
    this.tls = Optional.of(tls);
    return this;
  }

  /**
   * Hears every event as it stands on the wire, just before the listener does and on the same
   * thread: for what the core's words leave out, such as a status' data.
   */
  public SchedulerClientBuilder onWire(Consumer<Event> wire) {
    this.wire = requireNonNull(wire, "wire");
    return this;
  }

  /** Protobuf unless said otherwise: it is the cheaper one. */
  public SchedulerClientBuilder wireFormat(WireFormat wireFormat) {
    this.wireFormat = requireNonNull(wireFormat, "wireFormat");
    return this;
  }

  /** HTTP Basic authentication, for a master that wants it (mesos-v1.md §14). */
  public SchedulerClientBuilder credentials(String principal, String secret) {
    byte[] pair = (principal + ":" + secret).getBytes(UTF_8);
    this.authorization = Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    return this;
  }

  /** The waits between attempts; one second doubling to fifteen unless said otherwise. */
  public SchedulerClientBuilder backoff(Backoff backoff) {
    this.backoff = requireNonNull(backoff, "backoff");
    return this;
  }

  /** Spreads the waits of many clients. */
  public SchedulerClientBuilder random(RandomGenerator random) {
    this.random = requireNonNull(random, "random");
    return this;
  }

  /** Measures silence and waits. The client closes it. */
  public SchedulerClientBuilder timer(MonotonicTimer timer) {
    requireNonNull(timer, "timer");
    this.timer = () -> timer;
    return this;
  }

  /** Dates updates that bring no date of their own. */
  public SchedulerClientBuilder clock(InstantSource clock) {
    this.clock = requireNonNull(clock, "clock");
    return this;
  }

  SchedulerClientBuilder limits(ClientSettings.Limits limits) {
    this.limits = limits;
    return this;
  }

  public SchedulerClient build() {
    return new SchedulerClient(this);
  }

  /** Whom to subscribe as. */
  SchedulerClient.Identity identity() {
    return new SchedulerClient.Identity(info, suppressedRoles);
  }

  SchedulerListener listener() {
    return requireNonNull(listener, "listener");
  }

  /** As far as the store is not asked. */
  Optional<FrameworkId> framework() {
    return framework;
  }

  MonotonicTimer timer() {
    return timer.get();
  }

  RandomGenerator random() {
    return random;
  }

  ClientSettings settings() {
    return new ClientSettings(
        masters,
        store,
        wireFormat,
        authorization,
        tls,
        wire,
        backoff,
        opening,
        Duration.ofSeconds(15),
        5,
        closing,
        limits,
        clock);
  }
}
