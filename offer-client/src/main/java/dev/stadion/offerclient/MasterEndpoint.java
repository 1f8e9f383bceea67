package dev.stadion.offerclient;

import java.net.URI;
import java.util.Optional;

/** Where a master listens to schedulers, from what people configure and masters answer. */
final class MasterEndpoint {
  static final String PATH = "/api/v1/scheduler";

  private MasterEndpoint() {}

  /**
   * @param master such as {@code http://host:5050}; a path of its own is kept
   * @throws IllegalArgumentException when it is not an absolute HTTP address
   */
  static URI of(URI master) {
    if (master.getHost() == null
        || !("http".equals(master.getScheme()) || "https".equals(master.getScheme()))) {
      throw new IllegalArgumentException(
          "a master must be an address such as http://host:5050, got " + master);
    }
    return withPath(master);
  }

  /**
   * The leader that {@code location} names, an address without a scheme as a rule (mesos-v1.md
   * §1.5); empty when it is no address that can be asked, or when it would have us go on in the
   * clear what we began encrypted.
   */
  static Optional<URI> redirected(URI asked, String location) {
    try {
      URI leader = of(asked.resolve(location));
      boolean downgrade = asked.getScheme().equals("https") && leader.getScheme().equals("http");
      return downgrade ? Optional.empty() : Optional.of(leader);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static URI withPath(URI master) {
    String path = master.getRawPath();
    return path == null || path.isEmpty() || path.equals("/") ? master.resolve(PATH) : master;
  }
}
