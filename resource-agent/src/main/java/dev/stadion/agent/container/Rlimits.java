package dev.stadion.agent.container;

import dev.stadion.agent.process.Isolation;
import dev.stadion.mesos.v1.RLimitInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code rlimit_info} in the words of prlimit (mesos-v1.md §6.8). Pure. */
final class Rlimits {
  private Rlimits() {}

  static List<Isolation.Limit> of(RLimitInfo info) throws IOException {
    var limits = new ArrayList<Isolation.Limit>();
    for (RLimitInfo.RLimit limit : info.getRlimitsList()) {
      if (limit.hasSoft() != limit.hasHard()) {
        throw new IOException(limit.getType() + " needs both soft and hard, or none for no limit");
      }
      if (Long.compareUnsigned(limit.getSoft(), limit.getHard()) > 0) {
        throw new IOException(limit.getType() + ": soft is above hard");
      }
      limits.add(
          new Isolation.Limit(
              name(limit.getType()),
              limit.hasSoft() ? Long.toUnsignedString(limit.getSoft()) : "unlimited",
              limit.hasHard() ? Long.toUnsignedString(limit.getHard()) : "unlimited"));
    }
    return limits;
  }

  private static String name(RLimitInfo.RLimit.Type type) throws IOException {
    if (type == RLimitInfo.RLimit.Type.UNKNOWN) {
      throw new IOException("a limit of an unknown type");
    }
    return type.name().substring("RLMT_".length()).toLowerCase(Locale.ROOT);
  }
}
