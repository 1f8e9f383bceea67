package dev.stadion.launcher.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A server of the suite and its usual ports; the admin connector is 10000 above. */
public enum Role {
  MASTER(5050),
  AGENT(5051),
  MARATHON(8080),
  CHRONOS(4400);

  private static final int ADMIN_DISTANCE = 10_000;

  private final int port;

  Role(int port) {
    this.port = port;
  }

  /** The port of the application connector. */
  public int port() {
    return port;
  }

  /** The port of the admin connector. */
  public int adminPort() {
    return port + ADMIN_DISTANCE;
  }

  /** As written on the command line, in file names and in the suite file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role called {@code word}, if there is one. */
  public static Optional<Role> ofWord(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
