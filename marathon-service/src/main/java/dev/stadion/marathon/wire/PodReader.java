package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.AppDefinition.Amounts;
import dev.stadion.marathon.app.AppDefinition.BackoffStrategy;
import dev.stadion.marathon.app.AppDefinition.EnvValue;
import dev.stadion.marathon.app.AppDefinition.KillSelection;
import dev.stadion.marathon.app.AppDefinition.Limits;
import dev.stadion.marathon.app.AppDefinition.UpgradeStrategy;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodDefinition.Endpoint;
import dev.stadion.marathon.app.PodDefinition.Exec;
import dev.stadion.marathon.app.PodDefinition.Image;
import dev.stadion.marathon.app.PodDefinition.PodCheck;
import dev.stadion.marathon.app.PodDefinition.PodContainer;
import dev.stadion.marathon.app.PodDefinition.PodHealthCheck;
import dev.stadion.marathon.app.PodDefinition.Probe;
import dev.stadion.marathon.app.PodDefinition.Volume;
import dev.stadion.marathon.app.PodDefinition.VolumeMount;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Problems;
import dev.stadion.scheduling.constraint.Constraint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads pods (marathon.md §8.1) and fills in what follows from what is given. */
public final class PodReader {
  private static final int MAX = Integer.MAX_VALUE;
  private static final int MAX_PORT = 65535;
  private static final double MOST = 1e9;
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final int LONGEST_NAME = 63;

  private final ObjectReader pod;
  private final Problems problems;

  private final ChosenNames names;

  private PodReader(ObjectReader pod, ChosenNames names, Problems problems) {
    this.pod = pod;
    this.names = names;
    this.problems = problems;
  }

  /** What came of reading: a definition, or what is wrong with it. */
  public sealed interface Result {
    record Read(PodDefinition definition) implements Result {}

    record Misfit(List<Problem> problems) implements Result {
      public Misfit {
        problems = List.copyOf(problems);
      }
    }
  }

  public static Result read(ObjectNode sent) {
    return read(sent, ChosenNames.DEFAULT);
  }

  /**
   * @param names that stand for those that were not given
   */
  public static Result read(ObjectNode sent, ChosenNames names) {
    var problems = new Problems();
    var reader = new PodReader(new ObjectReader(sent, "", problems), names, problems);
    PodDefinition definition = reader.definition();
    return problems.isEmpty() ? new Result.Read(definition) : new Result.Misfit(problems.toList());
  }

  private PodDefinition definition() {
    List<Network> networks =
        pod.objects("networks", network -> NetworkingReader.network(network, names))
            .filter(given -> !given.isEmpty())
            .orElse(List.of(Network.OF_THE_HOST));
    boolean onHostOrBridge =
        networks.stream().allMatch(network -> network.mode() != Network.Mode.CONTAINER);
    Optional<ObjectReader> scheduling = pod.object("scheduling");
    Optional<ObjectReader> backoff = scheduling.flatMap(s -> s.object("backoff"));
    Optional<ObjectReader> upgrade = scheduling.flatMap(s -> s.object("upgrade"));
    Optional<ObjectReader> placement = scheduling.flatMap(s -> s.object("placement"));
    List<Volume> volumes = pod.objects("volumes", PodReader::volume).orElse(List.of());
    boolean resident = volumes.stream().anyMatch(Volume.Persistent.class::isInstance);
    return new PodDefinition(
        id(),
        pod.textMap("labels"),
        environment(pod),
        pod.objectMap("secrets", secret -> secret.requiredText("source", 1, MAX)),
        pod.text("user"),
        pod.text("role").orElse(""),
        containers(onHostOrBridge),
        volumes,
        networks,
        pod.object("scaling").map(PodReader::instances).orElse(1),
        new BackoffStrategy(
            backoff.map(b -> b.integer("backoff", 1, 0, MAX)).orElse(1),
            backoff.map(b -> b.number("backoffFactor", 1.15, 1, MOST)).orElse(1.15),
            backoff.map(b -> b.integer("maxLaunchDelay", 300, 0, MAX)).orElse(300)),
        new UpgradeStrategy(
            upgrade
                .flatMap(u -> u.number("minimumHealthCapacity", 0, 1))
                .orElse(resident ? 0.5 : 1.0),
            upgrade
                .flatMap(u -> u.number("maximumOverCapacity", 0, 1))
                .orElse(resident ? 0.0 : 1.0)),
        placement.map(this::constraints).orElse(Set.of()),
        placement
            .flatMap(p -> p.texts("acceptedResourceRoles"))
            .filter(roles -> !roles.isEmpty())
            .map(TreeSet::new),
        scheduling
            .map(
                s -> s.constant("killSelection", KillSelection.class, KillSelection.YOUNGEST_FIRST))
            .orElse(KillSelection.YOUNGEST_FIRST),
        AppReader.unreachableStrategy(scheduling.orElse(pod), resident),
        pod.object("executorResources")
            .map(r ->
                new Amounts(
                    r.number("cpus", 0.1, 0.1, MOST),
                    r.number("mem", 32, 32, MOST),
                    r.number("disk", 10, 10, MOST),
                    0))
            .orElse(new Amounts(0.1, 32, 10, 0)),
        new PodDefinition.Shared(
            pod.object("linuxInfo").map(NetworkingReader::linuxInfo),
            pod.bool("legacySharedCgroups")));
  }

  private PathId id() {
    String text = pod.requiredText("id");
    if (pod.has("id") && !PathId.isWellFormed(text)) {
      pod.fail("id", text.isEmpty() ? "error.minLength" : "error.pattern");
    }
    return PathId.of(text);
  }

  private static SortedMap<String, EnvValue> environment(ObjectReader owner) {
    return owner.mixedMap(
        "environment",
        EnvValue.Text::new,
        secret -> new EnvValue.SecretReference(secret.requiredText("secret")));
  }

  private static int instances(ObjectReader scaling) {
    scaling.oneOf("kind", "fixed", List.of("fixed"));
    return scaling.integer("instances", 1, 0, MAX);
  }

  private Set<Constraint> constraints(ObjectReader placement) {
    var constraints = new LinkedHashSet<Constraint>();
    placement
        .objects(
            "constraints",
            given ->
                AppReader.constraint(
                    given.requiredText("fieldName"),
                    given.requiredText("operator"),
                    given.text("value"),
                    given.path("operator"),
                    problems))
        .orElse(List.of())
        .forEach(constraint -> constraint.ifPresent(constraints::add));
    return constraints;
  }

  private List<PodContainer> containers(boolean onHostOrBridge) {
    Optional<List<PodContainer>> containers =
        pod.objects("containers", container -> container(container, onHostOrBridge));
    if (containers.isEmpty()) {
      pod.fail("containers", "error.path.missing");
    } else if (containers.get().isEmpty()) {
      pod.fail("containers", "error.minLength");
    }
    return containers.orElse(List.of());
  }

  private static PodContainer container(ObjectReader container, boolean onHostOrBridge) {
    if (!container.has("resources")) {
      container.fail("resources", "error.path.missing");
    }
    return new PodContainer(
        name(container),
        container.object("exec").flatMap(exec -> exec.object("command")).map(PodReader::exec),
        container.object("exec").flatMap(exec -> exec.bool("overrideEntrypoint")),
        container
            .object("resources")
            .map(r ->
                new Amounts(
                    r.number("cpus", 1, 0.001, MOST),
                    r.number("mem", 128, 0.001, MOST),
                    r.number("disk", 0, 0, MOST),
                    r.integer("gpus", 0, 0, MAX)))
            .orElse(new Amounts(1, 128, 0, 0)),
        container.object("resourceLimits").map(l -> new Limits(l.limit("cpus"), l.limit("mem"))),
        container
            .objects("endpoints", endpoint -> endpoint(endpoint, onHostOrBridge))
            .orElse(List.of()),
        container.object("image").map(PodReader::image),
        environment(container),
        container.text("user"),
        container.object("healthCheck").map(PodReader::healthCheck),
        container.object("check").map(PodReader::check),
        container
            .objects(
                "volumeMounts",
                mount ->
                    new VolumeMount(
                        mount.requiredText("name"),
                        mount.requiredText("mountPath", 1, 1024),
                        mount.bool("readOnly", false)))
            .orElse(List.of()),
        container.objects("artifacts", AppReader::artifact).orElse(List.of()),
        container.textMap("labels"),
        container
            .object("lifecycle")
            .flatMap(lifecycle -> lifecycle.number("killGracePeriodSeconds", 0, MOST)),
        container.bool("tty"),
        container.object("linuxInfo").map(NetworkingReader::linuxInfo));
  }

  private static String name(ObjectReader owner) {
    String name = owner.requiredText("name", 1, LONGEST_NAME);
    if (!name.isEmpty() && name.length() <= LONGEST_NAME && !NAME.matcher(name).matches()) {
      owner.fail("name", "error.pattern");
    }
    return name;
  }

  private static Exec exec(ObjectReader command) {
    Optional<List<String>> argv = command.texts("argv");
    Optional<String> shell = command.text("shell", 1, MAX);
    if (argv.isPresent() && shell.isPresent()) {
      command.fail("shell", "not allowed in conjunction with other properties.");
    }
    if (argv.filter(List::isEmpty).isPresent()) {
      command.fail("argv", "error.minLength");
    }
    return argv.filter(arguments -> !arguments.isEmpty())
        .<Exec>map(Exec.Argv::new)
        .orElseGet(() ->
            new Exec.Shell(
                shell
                    .or(() -> argv.map(none -> ""))
                    .orElseGet(() -> command.requiredText("shell"))));
  }

  private static Endpoint endpoint(ObjectReader endpoint, boolean onHostOrBridge) {
    Optional<Integer> hostPort = endpoint.integer("hostPort", 0, MAX_PORT);
    return new Endpoint(
        name(endpoint),
        endpoint.integer("containerPort", 0, MAX_PORT),
        onHostOrBridge ? hostPort.or(() -> Optional.of(0)) : hostPort,
        endpoint.texts("protocol").filter(p -> !p.isEmpty()).orElse(List.of("tcp")),
        endpoint.textMap("labels"),
        endpoint.texts("networkNames").orElse(List.of()));
  }

  private static Image image(ObjectReader image) {
    return new Image(
        image.oneOf("kind", "DOCKER", List.of("DOCKER")),
        image.requiredText("id", 1, 1024),
        image.object("pullConfig").map(config -> config.requiredText("secret")),
        image.bool("forcePull", false),
        image.textMap("labels"));
  }

  private static Probe probe(ObjectReader check) {
    Optional<ObjectReader> http = check.object("http");
    Optional<ObjectReader> tcp = check.object("tcp");
    Optional<ObjectReader> exec = check.object("exec");
    if (http.stream().count() + tcp.stream().count() + exec.stream().count() != 1) {
      check.fail("exec", "Only one of http, tcp, or command may be specified");
    }
    return http.<Probe>map(given ->
            new Probe.Http(
                given.requiredText("endpoint"),
                given.text("path"),
                given.oneOf("scheme", "HTTP", List.of("HTTP", "HTTPS"))))
        .or(() -> tcp.map(given -> new Probe.Tcp(given.requiredText("endpoint"))))
        .or(() ->
            exec.flatMap(given -> given.object("command"))
                .map(command -> new Probe.Command(exec(command))))
        .orElse(new Probe.Tcp(""));
  }

  private static PodCheck check(ObjectReader check) {
    return new PodCheck(
        probe(check),
        check.integer("intervalSeconds", 60, 0, MAX),
        check.integer("timeoutSeconds", 20, 0, MAX),
        check.integer("delaySeconds", 15, 0, MAX));
  }

  private static PodHealthCheck healthCheck(ObjectReader check) {
    return new PodHealthCheck(
        probe(check),
        check.integer("gracePeriodSeconds", 300, 0, MAX),
        check.integer("intervalSeconds", 60, 0, MAX),
        check.integer("timeoutSeconds", 20, 0, MAX),
        check.integer("maxConsecutiveFailures", 3, 0, MAX),
        check.integer("delaySeconds", 15, 0, MAX));
  }

  private static Volume volume(ObjectReader volume) {
    String name = name(volume);
    Optional<ObjectReader> persistent = volume.object("persistent");
    if (persistent.isPresent()) {
      return new Volume.Persistent(name, NetworkingReader.persistent(name, "RW", persistent.get()));
    }
    if (volume.has("secret")) {
      return new Volume.Secret(name, volume.requiredText("secret"));
    }
    return volume
        .text("host")
        .<Volume>map(host -> new Volume.Host(name, host))
        .orElseGet(() -> new Volume.Ephemeral(name));
  }
}
