package dev.stadion.master.wire;

import dev.stadion.master.heart.FrameworkCapability;
import dev.stadion.master.heart.FrameworkDescription;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.EnumSet;
import java.util.Optional;

/** Framework descriptions and {@code FrameworkInfo}. */
public final class Frameworks {
  private Frameworks() {}

  public static FrameworkDescription describe(FrameworkInfo info) {
    var capabilities = EnumSet.noneOf(FrameworkCapability.class);
    for (FrameworkInfo.Capability capability : info.getCapabilitiesList()) {
      for (FrameworkCapability known : FrameworkCapability.values()) {
        if (known.name().equals(capability.getType().name())) {
          capabilities.add(known);
        }
      }
    }
    return new FrameworkDescription(
        info.getUser(),
        info.getName(),
        info.hasRole() ? Optional.of(info.getRole()) : Optional.empty(),
        info.getRolesList(),
        capabilities,
        info.getFailoverTimeout(),
        info.getCheckpoint(),
        info.hasPrincipal() ? Optional.of(info.getPrincipal()) : Optional.empty(),
        new ProtoPayload(info));
  }

  /** The message again, with the parts that the master decides. */
  public static FrameworkInfo info(FrameworkId id, FrameworkDescription description) {
    FrameworkInfo info =
        ProtoPayload.read(description.info(), FrameworkInfo.class, FrameworkInfo.parser());
    boolean same =
        info.getId().getValue().equals(id.value())
            && info.getUser().equals(description.user())
            && info.getCheckpoint() == description.checkpoint();
    if (same) {
      return info;
    }
    return info.toBuilder()
        .setId(Ids.toProto(id))
        .setUser(description.user())
        .setCheckpoint(description.checkpoint())
        .build();
  }
}
