package dev.stadion.master.wire;

import dev.stadion.master.heart.AgentDescription;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentInfo;
import java.util.List;

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
        capabilities,
        version,
        new ProtoPayload(info));
  }

  public static AgentInfo info(AgentDescription description) {
    return ProtoPayload.read(description.info(), AgentInfo.class, AgentInfo.parser());
  }
}
