package dev.stadion.zookeeper;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.stadion.mesos.v1.MasterInfo;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.WireFormat;
import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** How masters stand in ZooKeeper (mesos-v1.md §15). */
final class Znodes {
  /** A new one's name begins like this, and ZooKeeper adds the number. */
  static final String PREFIX = "json.info_";

  private static final Pattern MASTER = Pattern.compile("(?:json\\.)?info_\\d{1,18}");

  private Znodes() {}

  /** The children that are masters', the leader's first: the lowest number leads. */
  static List<String> masters(Collection<String> children) {
    return children.stream()
        .filter(child -> MASTER.matcher(child).matches())
        .sorted(Comparator.comparingLong(Znodes::sequence))
        .toList();
  }

  /**
   * What a master says of itself: JSON, or as very old ones do, protobuf.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static MasterInfo read(String child, byte[] data) {
    try {
      return child.startsWith(PREFIX)
          ? WireFormat.JSON.read(data, MasterInfo.newBuilder()).build()
          : MasterInfo.parseFrom(data);
    } catch (MalformedMessageException | InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a MasterInfo: " + e.getMessage(), e);
    }
  }

  static byte[] write(MasterInfo info) {
    return WireFormat.JSON.write(info);
  }

  /**
   * Where that master is.
   *
   * @param scheme {@code http}, or {@code https} if the masters speak TLS
   * @throws IllegalArgumentException when it names no address
   */
  static URI address(MasterInfo info, String scheme) {
    int port = info.hasAddress() ? info.getAddress().getPort() : info.getPort();
    String host = host(info);
    return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
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
