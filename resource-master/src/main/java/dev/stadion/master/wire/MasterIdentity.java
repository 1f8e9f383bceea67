package dev.stadion.master.wire;

import dev.stadion.mesos.v1.Address;
import dev.stadion.mesos.v1.MasterInfo;

/**
 * Who this master is and where it is reached.
 *
 * @param hostname as clients shall use it
 * @param ip in dotted form
 */
public record MasterIdentity(String hostname, String ip, int port) {
  /** The Mesos release whose API this is; dot-separated integers only (mesos-v1.md §12.3). */
  public static final String VERSION = "1.11.0";

  public String pid() {
    return "master@" + ip + ":" + port;
  }

  public MasterInfo info(String masterId) {
    return MasterInfo.newBuilder()
        .setId(masterId)
        .setIp(packed())
        .setPort(port)
        .setPid(pid())
        .setHostname(hostname)
        .setVersion(VERSION)
        .setAddress(Address.newBuilder().setHostname(hostname).setIp(ip).setPort(port))
        .addCapabilities(
            MasterInfo.Capability.newBuilder().setType(MasterInfo.Capability.Type.AGENT_UPDATE))
        .addCapabilities(
            MasterInfo.Capability.newBuilder().setType(MasterInfo.Capability.Type.AGENT_DRAINING))
        .addCapabilities(
            MasterInfo.Capability.newBuilder().setType(MasterInfo.Capability.Type.QUOTA_V2))
        .build();
  }

  /** The address as a number whose bytes on a little-endian machine are in network order. */
  private int packed() {
    String[] parts = ip.split("\\.", -1);
    int packed = 0;
    for (int i = parts.length - 1; i >= 0; i--) {
      packed = packed << 8 | Integer.parseInt(parts[i]);
    }
    return packed;
  }
}
