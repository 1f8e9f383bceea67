package dev.stadion.chronos.document;

import dev.stadion.chronos.job.Container;
import dev.stadion.chronos.job.Container.ExternalVolume;
import dev.stadion.chronos.job.Container.Mode;
import dev.stadion.chronos.job.Container.Network;
import dev.stadion.chronos.job.Container.NetworkInfo;
import dev.stadion.chronos.job.Container.Pair;
import dev.stadion.chronos.job.Container.PortMapping;
import dev.stadion.chronos.job.Container.Volume;
import java.util.Optional;

/** Reads the container of a job (chronos.md §2.2). */
final class ContainerReader {
  private ContainerReader() {}

  static Optional<Container> read(Fields fields) {
    Optional<String> image = fields.text("image").filter(name -> !name.isBlank());
    if (image.isEmpty()) {
      fields.problem("image", "a container must have an image");
      return Optional.empty();
    }
    return Optional.of(
        new Container(
            fields.choice("type", Container.Type.class).orElse(Container.Type.DOCKER),
            image.get(),
            fields.choice("network", Network.class).orElse(Network.HOST),
            fields.text("networkName"),
            fields.objects("networkInfos", ContainerReader::networkInfo),
            fields.objects("volumes", ContainerReader::volume),
            fields.flag("forcePullImage", false),
            fields.objects("parameters", ContainerReader::pair)));
  }

  private static NetworkInfo networkInfo(Fields fields) {
    Optional<String> protocol = fields.text("protocol");
    if (protocol.filter(p -> !p.equals("IPv4") && !p.equals("IPv6")).isPresent()) {
      fields.problem("protocol", "protocol must be IPv4 or IPv6");
    }
    return new NetworkInfo(
        fields.text("name", ""),
        protocol,
        fields.objects("labels", ContainerReader::pair),
        fields.objects("portMappings", ContainerReader::portMapping));
  }

  private static PortMapping portMapping(Fields fields) {
    return new PortMapping(
        (int) fields.count("hostPort", 0, 65_535),
        (int) fields.count("containerPort", 0, 65_535),
        fields.text("protocol"));
  }

  private static Volume volume(Fields fields) {
    Optional<String> containerPath = fields.text("containerPath").filter(p -> !p.isEmpty());
    if (containerPath.isEmpty()) {
      fields.problem("containerPath", "a volume must have a containerPath");
      return null;
    }
    return new Volume(
        fields.text("hostPath"),
        containerPath.get(),
        fields.choice("mode", Mode.class),
        fields.child("external").map(ContainerReader::external));
  }

  private static ExternalVolume external(Fields fields) {
    return new ExternalVolume(
        fields.text("name", ""),
        fields.text("provider", ""),
        fields.objects("options", ContainerReader::pair));
  }

  private static Pair pair(Fields fields) {
    return new Pair(fields.text("key", ""), fields.text("value", ""));
  }
}
