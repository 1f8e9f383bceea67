package dev.stadion.agent.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.stadion.agent.process.ContainerId;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Docker engine of this machine, by its API. Thread-safe; every call may wait for the engine.
 * Every method throws an {@link IOException} whose message a user understands.
 */
final class DockerEngine implements Closeable {
  private static final int MOST_CONNECTIONS = 2048;

  private final String socket;
  private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);

  private final DockerClient client;

  DockerEngine(String socket) {
    this.socket = socket;
    String host = "unix://" + socket;
    DockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(host)
            .withDockerTlsVerify(false)
            .build();
    // Every container whose output is followed holds a connection.
    this.client =
        DockerClientImpl.getInstance(
            config,
            new ZerodepDockerHttpClient.Builder()
                .dockerHost(URI.create(host))
                .maxConnections(MOST_CONNECTIONS)
                .build());
  }

  /** Whether there is any engine to talk to; says so in words when there is not. */
  void check() throws IOException {
    if (!Files.exists(Path.of(socket))) {
      throw new IOException("no Docker engine on this machine: there is no " + socket);
    }
    call("the Docker engine at " + socket + " does not answer", () -> client.pingCmd().exec());
  }

  boolean hasImage(String image) throws IOException {
    return call(
        "cannot look for image " + image,
        () -> {
          try {
            client.inspectImageCmd(image).exec();
            return true;
          } catch (NotFoundException e) {
            return false;
          }
        });
  }

  /** Pulls; an interrupt ends it. */
  void pull(String image) throws IOException, InterruptedException {
    // Without a tag the engine would pull every one there is.
    boolean tagged = image.contains("@") || image.lastIndexOf(':') > image.lastIndexOf('/');
    try (var progress = new PullProgress()) {
      client.pullImageCmd(tagged ? image : image + ":latest").exec(progress).awaitCompletion();
      progress.check(image);
    }
  }

  /** Creates a container; returns the engine's id of it. One of this name that is there is used. */
  String create(DockerSpec spec) throws IOException {
    return call(
        "cannot create a container of " + spec.image,
        () -> {
          try {
            return command(spec).exec().getId();
          } catch (ConflictException e) {
            return client.inspectContainerCmd(spec.name()).exec().getId();
          }
        });
  }

  private CreateContainerCmd command(DockerSpec spec) {
    spec.host.withBinds(spec.binds.stream().map(Bind::parse).toList());
    CreateContainerCmd command =
        client
            .createContainerCmd(spec.image)
            .withName(spec.name())
            .withHostConfig(spec.host)
            .withLabels(spec.labels)
            .withExposedPorts(spec.exposed)
            .withVolumes(spec.anonymousVolumes.stream().map(Volume::new).toList())
            .withTty(spec.tty)
            .withEnv(
                spec.environment.entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .toList());
    if (!spec.entrypoint.isEmpty()) {
      command.withEntrypoint(spec.entrypoint);
    }
    if (!spec.command.isEmpty()) {
      command.withCmd(spec.command);
    }
    if (!spec.aliases.isEmpty()) {
      command.withAliases(spec.aliases);
    }
    optional(spec.hostname).ifPresent(command::withHostName);
    optional(spec.domainName).ifPresent(command::withDomainName);
    optional(spec.user).ifPresent(command::withUser);
    optional(spec.workingDirectory).ifPresent(command::withWorkingDir);
    optional(spec.macAddress).ifPresent(command::withMacAddress);
    optional(spec.ip).ifPresent(command::withIpv4Address);
    optional(spec.stopSignal).ifPresent(command::withStopSignal);
    return command;
  }

  private static Optional<String> optional(String text) {
    return Optional.of(text).filter(given -> !given.isEmpty());
  }

  void start(String name) throws IOException {
    call("cannot start the container", () -> client.startContainerCmd(name).exec());
  }

  /** Changes what a container may use, as far as that is possible; see {@link LimitsUpdate}. */
  void update(String name, HostConfig limits) throws IOException {
    call(
        "cannot change the limits of " + name,
        () -> {
          HostConfig now = client.inspectContainerCmd(name).exec().getHostConfig();
          var change = LimitsUpdate.of(now, limits);
          var update = client.updateContainerCmd(name).withCpuShares(change.cpuShares());
          change
              .quota()
              .ifPresent(
                  quota -> update.withCpuPeriod(quota.period()).withCpuQuota(quota.micros()));
          change
              .memory()
              .ifPresent(
                  memory -> update.withMemory(memory.bytes()).withMemorySwap(memory.withSwap()));
          return update.exec();
        });
  }

  /** Sends a signal; one that has ended already is no error. */
  void kill(String name, String signal) throws IOException {
    call(
        "cannot signal " + name,
        () -> {
          try {
            client.killContainerCmd(name).withSignal(signal).exec();
          } catch (NotFoundException | ConflictException e) {
            return false;
          }
          return true;
        });
  }

  /** As {@link #kill}, but a failure is only logged: the heart orders it again. */
  void signal(ContainerId container, String signal) {
    try {
      kill(DockerSpec.nameOf(container), signal);
    } catch (IOException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  void remove(String name) throws IOException {
    call(
        "cannot remove " + name,
        () -> {
          try {
            client.removeContainerCmd(name).withForce(true).withRemoveVolumes(true).exec();
          } catch (NotFoundException | ConflictException e) {
            return false;
          }
          return true;
        });
  }

  Optional<InspectContainerResponse> inspect(String name) throws IOException {
    return call(
        "cannot inspect " + name,
        () -> {
          try {
            return Optional.of(client.inspectContainerCmd(name).exec());
          } catch (NotFoundException e) {
            return Optional.empty();
          }
        });
  }

  /** Every container with this label, ended ones too. */
  List<Container> list(Map<String, String> labels) throws IOException {
    return call(
        "cannot list containers",
        () -> client.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
  }

  /** Tells of every end of a container with this label, until closed or the engine goes away. */
  void events(Map<String, String> labels, Listening<Event> listener) {
    client
        .eventsCmd()
        .withEventTypeFilter("container")
        .withEventFilter("die")
        .withLabelFilter(labels)
        .exec(listener);
  }

  /** Everything a container writes and wrote, until it ends. */
  void follow(String name, Listening<Frame> listener) {
    client
        .logContainerCmd(name)
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(listener);
  }

  /** Runs a command inside a container, waits for its end, and returns its exit code. */
  long execute(String name, List<String> argv, List<String> environment)
      throws IOException, InterruptedException {
    String id =
        call(
            "cannot run a command in " + name,
            () ->
                client
                    .execCreateCmd(name)
                    .withCmd(argv.toArray(String[]::new))
                    .withEnv(environment)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .exec()
                    .getId());
    try (var running = client.execStartCmd(id).exec(new Listening<Frame>())) {
      running.awaitCompletion();
    }
    Long code =
        call(
            "the end of a command in " + name + " is not known",
            () -> client.inspectExecCmd(id).exec().getExitCodeLong());
    return code == null ? -1 : code;
  }

  private static <T> T call(String failure, Callable<T> work) throws IOException {
    try {
      return work.call();
    } catch (Exception e) { // the library throws its own and the transport's, checked or not
      throw failed(failure, e);
    }
  }

  static IOException failed(String what, Throwable e) {
    String why = e instanceof DockerClientException ? e.getMessage() : words(e);
    return new IOException(what + ": " + why, e);
  }

  /** The engine's own words are a JSON document with one message. */
  private static String words(Throwable e) {
    String text = String.valueOf(e.getMessage()).strip();
    int from = text.indexOf("{\"message\":\"");
    return from < 0
        ? text
        : text.substring(
                from + "{\"message\":\"".length(), Math.max(from + 12, text.lastIndexOf('"')))
            .replace("\\\"", "\"");
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
