package dev.stadion.dropwizard.leader;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Who leads: where it can be reached, and which process it is, so that another process of the same
 * machine can see whether it still exists and need not wait for its silence.
 *
 * @param address {@code host:port} of its API
 * @param process empty when unknown
 */
public record Holder(String address, String process) {
  private static final String SEPARATOR = "|";
  private static final String PART = ";";
  private static final int PARTS = 5;
  private static final int STATE_AFTER_NAME = 0;
  private static final int START_AFTER_NAME = 19;

  public Holder {
    if (address.contains(SEPARATOR)) {
      throw new IllegalArgumentException("not an address: " + address);
    }
  }

  /** This process, reachable at {@code address}. */
  public static Holder thisProcess(String address) {
    long pid = ProcessHandle.current().pid();
    try {
      return new Holder(
          address,
          String.join(PART, host(), boot(), pidNamespace(), Long.toString(pid), startOf(pid)));
    } catch (IOException e) {
      return new Holder(address, "");
    }
  }

  /** As stored. */
  String text() {
    return address + SEPARATOR + process;
  }

  static Holder parse(String text) {
    int end = text.indexOf(SEPARATOR);
    return end < 0
        ? new Holder(text, "")
        : new Holder(text.substring(0, end), text.substring(end + 1));
  }

  /**
   * Whether the process certainly no longer exists: it ran on this machine, since its last boot, in
   * the same space of process numbers, and its number is free or belongs to another process.
   */
  boolean isGone() {
    List<String> parts = List.of(process.split(PART, -1));
    if (parts.size() != PARTS) {
      return false;
    }
    try {
      if (!parts.subList(0, 3).equals(List.of(host(), boot(), pidNamespace()))) {
        return false;
      }
      long pid = Long.parseLong(parts.get(3));
      return !Files.exists(Path.of("/proc", Long.toString(pid)))
          || !startOf(pid).equals(parts.get(4));
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replace(PART, "_").replace(SEPARATOR, "_");
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static String boot() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
  }

  private static String pidNamespace() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
  }

  /** In clock ticks since boot; "dead" for a process that only waits to be reaped. */
  private static String startOf(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // The name may contain anything; what follows the last parenthesis is numbers.
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    String state = fields.get(STATE_AFTER_NAME);
    return state.equals("Z") || state.equals("X") ? "dead" : fields.get(START_AFTER_NAME);
  }
}
