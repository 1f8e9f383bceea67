package dev.stadion.dropwizard.net;

import java.net.InetAddress;
import java.util.Arrays;

/** A network: an address and how many of its leading bits count. */
public final class Cidr {
  private final byte[] address;
  private final int bits;

  private Cidr(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /**
   * Reads {@code 10.0.0.0/8} or {@code fd00::/8}; a lone address is a network of one.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    byte[] address = InetAddress.ofLiteral(host.strip()).getAddress();
    int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1).strip());
    if (bits < 0 || bits > address.length * 8) {
      throw new IllegalArgumentException("no such network: " + text);
    }
    return new Cidr(address, bits);
  }

  public boolean contains(InetAddress other) {
    byte[] bytes = other.getAddress();
    if (bytes.length != address.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(bytes, 0, whole, address, 0, whole)) {
      return false;
    }
    int mask = 0xff << (8 - bits % 8);
    return bits % 8 == 0 || (bytes[whole] & mask) == (address[whole] & mask);
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(address).getHostAddress() + "/" + bits;
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e); // the length was checked by parsing
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr cidr && bits == cidr.bits && Arrays.equals(address, cidr.address);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address) + bits;
  }
}
