package dev.stadion.offerclient;

import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.URL;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where the agent of an offer answers (mesos-v1.md §6.3). */
final class AgentUrls {
  private AgentUrls() {}

  /**
   * Empty when the offer does not say, or says what can be no address; it is usable all the same.
   */
  static Optional<URI> of(Offer offer) {
    if (!offer.hasUrl()) {
      return Optional.empty();
    }
    URL url = offer.getUrl();
    String host =
        url.getAddress().hasIp() ? url.getAddress().getIp() : url.getAddress().getHostname();
    boolean web = url.getScheme().equals("http") || url.getScheme().equals("https");
    try {
      return web && !host.isEmpty()
          ? Optional.of(
              new URI(url.getScheme(), null, host, url.getAddress().getPort(), null, null, null))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
