package dev.stadion.dropwizard.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which addresses a user may make this process talk to (promises.md §7.8). It may reach what the
 * author of a task or a job may not: metadata of the cloud, services that listen on loopback. Pure.
 *
 * @param allowed networks of the operator's choice, within what is merely not public
 * @param setting where the operator lists them; refusals name it
 */
public record AddressRules(List<Cidr> allowed, String setting) {
  /** Nobody serves artifacts there, and no setting opens it. */
  private static final Map<String, List<Cidr>> NEVER =
      Map.of(
          "unspecified", cidrs("0.0.0.0/8", "::/128"),
          "link-local", cidrs("169.254.0.0/16", "fe80::/10"),
          "a cloud's metadata service", cidrs("100.100.100.200", "192.0.0.192", "fd00:ec2::254"),
          "multicast", cidrs("224.0.0.0/4", "ff00::/8"),
          "reserved", cidrs("240.0.0.0/4"));

  private static final Map<String, List<Cidr>> NOT_PUBLIC =
      Map.of(
          "a loopback address", cidrs("127.0.0.0/8", "::1/128"),
          "a private address",
              cidrs("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
          "a shared or test address", cidrs("100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15"));

  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");
  private static final Cidr COMPATIBLE = Cidr.parse("::/96");

  public AddressRules {
    allowed = List.copyOf(allowed);
  }

  /** Why this address may not be asked; empty when it may. */
  public Optional<String> refusal(InetAddress address) {
    return within(NEVER, address)
        .map(kind -> address.getHostAddress() + " is " + kind)
        .or(() -> notPublic(address))
        .or(() -> embedded(address).flatMap(this::refusal));
  }

  private Optional<String> notPublic(InetAddress address) {
    return within(NOT_PUBLIC, address)
        .filter(kind -> allowed.stream().noneMatch(cidr -> cidr.contains(address)))
        .map(kind ->
            address.getHostAddress() + " is " + kind + ", which " + setting + " does not list");
  }

  private static Optional<String> within(Map<String, List<Cidr>> kinds, InetAddress address) {
    return kinds.entrySet().stream()
        .filter(kind -> kind.getValue().stream().anyMatch(cidr -> cidr.contains(address)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The address of version 4 that a translator would reach for this one of version 6. */
  private static Optional<InetAddress> embedded(InetAddress address) {
    if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
      return Optional.empty();
    }
    byte[] bytes = address.getAddress();
    if (NAT64.contains(address) || COMPATIBLE.contains(address)) {
      return Optional.of(version4(Arrays.copyOfRange(bytes, 12, 16)));
    }
    return SIX_TO_FOUR.contains(address)
        ? Optional.of(version4(Arrays.copyOfRange(bytes, 2, 6)))
        : Optional.empty();
  }

  private static InetAddress version4(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes always are an address
    }
  }

  private static List<Cidr> cidrs(String... texts) {
    return Arrays.stream(texts).map(Cidr::parse).toList();
  }
}
