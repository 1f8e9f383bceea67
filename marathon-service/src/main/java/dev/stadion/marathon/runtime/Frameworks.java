package dev.stadion.marathon.runtime;

import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.FrameworkInfo.Capability;
import java.util.Set;
import java.util.TreeSet;

/** Who we are to a master (marathon.md §18). */
public final class Frameworks {
  private static final double A_WEEK = 604_800;

  private Frameworks() {}

  /**
   * @param user as whom tasks run that name no user
   * @param roles under which we want offers
   * @param gpus whether machines with GPUs shall be offered
   * @param webuiUrl for people who look at the master
   */
  public static FrameworkInfo info(
      String name, String user, Set<String> roles, String hostname, String webuiUrl, boolean gpus) {
    FrameworkInfo.Builder info =
        FrameworkInfo.newBuilder()
            .setName(name)
            .setUser(user)
            .addAllRoles(new TreeSet<>(roles))
            .setHostname(hostname)
            .setWebuiUrl(webuiUrl)
            .setCheckpoint(true)
            .setFailoverTimeout(A_WEEK);
    for (Capability.Type type :
        new Capability.Type[] {
          Capability.Type.PARTITION_AWARE,
          Capability.Type.MULTI_ROLE,
          Capability.Type.RESERVATION_REFINEMENT,
          Capability.Type.TASK_KILLING_STATE,
          Capability.Type.REGION_AWARE
        }) {
      info.addCapabilities(Capability.newBuilder().setType(type));
    }
    if (gpus) {
      info.addCapabilities(Capability.newBuilder().setType(Capability.Type.GPU_RESOURCES));
    }
    return info.build();
  }
}
