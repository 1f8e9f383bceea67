package dev.stadion.master.wire;

import dev.stadion.master.heart.AgentDescription;
import dev.stadion.mesos.convert.AttributeConverter;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.scheduling.offer.FaultDomain;
import java.util.List;
import java.util.Optional;

/** Agent descriptions and {@code AgentInfo}. */
public final class Agents {
  private Agents() {}

  /**
   * @throws IllegalArgumentException when its resources cannot be read
   */
  public static AgentDescription describe(
      AgentInfo info, List<String> capabilities, String version) {
    return new AgentDescription(
        info.getHostname(),
        info.getPort(),
        ResourceConverter.fromProto(info.getResourcesList()),
        AttributeConverter.fromProto(info.getAttributesList()),
        domain(info),
        capabilities,
        version,
        new ProtoPayload(info));
  }

  private static Optional<FaultDomain> domain(AgentInfo info) {
    if (!info.getDomain().hasFaultDomain()) {
      return Optional.empty();
    }
    var domain = info.getDomain().getFaultDomain();
    return Optional.of(new FaultDomain(domain.getRegion().getName(), domain.getZone().getName()));
  }

  public static AgentInfo info(AgentDescription description) {
    return ProtoPayload.read(description.info(), AgentInfo.class, AgentInfo.parser());
  }
}
