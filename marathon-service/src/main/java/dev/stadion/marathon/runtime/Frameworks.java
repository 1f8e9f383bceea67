package dev.stadion.marathon.runtime;

import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.FrameworkInfo.Capability;

/** Who we are to a master (marathon.md §18). */
public final class Frameworks {
  private static final double A_WEEK = 604_800;

  private Frameworks() {}

  /**
   * @param user as whom tasks run that name no user
   * @param webuiUrl for people who look at the master
   */
  public static FrameworkInfo info(
      String name, String user, String role, String hostname, String webuiUrl) {
    FrameworkInfo.Builder info =
        FrameworkInfo.newBuilder()
            .setName(name)
            .setUser(user)
            .addRoles(role)
            .setHostname(hostname)
            .setWebuiUrl(webuiUrl)
            .setCheckpoint(true)
            .setFailoverTimeout(A_WEEK);
    for (Capability.Type type :
        new Capability.Type[] {
          Capability.Type.PARTITION_AWARE,
          Capability.Type.MULTI_ROLE,
          Capability.Type.RESERVATION_REFINEMENT,
          Capability.Type.TASK_KILLING_STATE
        }) {
      info.addCapabilities(Capability.newBuilder().setType(type));
    }
    return info.build();
  }
}
