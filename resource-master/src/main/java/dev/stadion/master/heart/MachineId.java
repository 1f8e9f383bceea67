package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A machine as maintenance names it.
 *
 * @param hostname in lower case, or empty
 * @param ip dotted, or empty
 */
public record MachineId(String hostname, String ip) {
  public MachineId {
    hostname = requireNonNull(hostname, "hostname").toLowerCase(Locale.ROOT);
    requireNonNull(ip, "ip");
  }

  @Override
  public String toString() {
    if (ip.isEmpty()) {
      return hostname;
    }
    return hostname.isEmpty() ? ip : hostname + " (" + ip + ")";
  }
}
