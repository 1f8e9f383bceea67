package dev.stadion.offerclient;

import dev.stadion.mesos.v1.MasterInfo;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.WireFormat;
import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How masters announce themselves in ZooKeeper (mesos-v1.md §15), for a {@link MasterDetector} that
 * has a client for it: list the children, take {@link #leader}, read it, take {@link #address}.
 */
public final class Znodes {
  private static final Pattern MASTER = Pattern.compile("json\\.info_\\d+");

  private Znodes() {}

  /** The child that is the leader's: the one with the lowest number. Others' are ignored. */
  public static Optional<String> leader(Collection<String> children) {
    return children.stream()
        .filter(child -> MASTER.matcher(child).matches())
        .min(Comparator.comparingLong(Znodes::sequence));
  }

  /**
   * Where the master is that wrote this MasterInfo.
   *
   * @param scheme {@code http}, or {@code https} if the masters speak TLS
   * @throws IllegalArgumentException if it is none
   */
  public static URI address(byte[] json, String scheme) {
    MasterInfo info;
    try {
      info = WireFormat.JSON.read(json, MasterInfo.newBuilder()).build();
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException("not a MasterInfo: " + e.getMessage(), e);
    }
    int port = info.hasAddress() ? info.getAddress().getPort() : info.getPort();
    return URI.create(scheme + "://" + host(info) + ":" + port);
  }

  private static String host(MasterInfo info) {
    if (info.getAddress().hasHostname()) {
      return info.getAddress().getHostname();
    }
    if (info.getAddress().hasIp()) {
      return info.getAddress().getIp();
    }
    if (info.hasHostname()) {
      return info.getHostname();
    }
    int ip = info.getIp(); // its bytes in memory are in network order, on a little-endian machine
    return "%d.%d.%d.%d".formatted(ip & 255, ip >>> 8 & 255, ip >>> 16 & 255, ip >>> 24);
  }

  private static long sequence(String child) {
    return Long.parseLong(child.substring(child.lastIndexOf('_') + 1));
  }
}
