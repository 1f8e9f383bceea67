package dev.stadion.dropwizard.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.jetty.HttpsConnectorFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;

/**
 * Dropwizard's server with the defaults of this house: both connectors on loopback, few threads
 * beside the virtual ones of the requests, limits of promises.md §6, and URIs that reach the router
 * as they were sent, double slashes included (marathon.md §25.1).
 *
 * <p>It is what {@code server:} means without a {@code type}. A connector of the YAML file that
 * says nothing about its host listens on loopback too.
 */
@JsonTypeName("stadion")
public final class LoopbackServerFactory extends DefaultServerFactory {
  private static final int ADMIN_PORT_ABOVE = 10_000;
  private static final String LOOPBACK = "127.0.0.1";
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

  /** Let through what {@code EncodedSlashes} and the routers of the services judge. */
  private static final UriCompliance AS_SENT =
      UriCompliance.from(
          Set.of(
              UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
              UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
              UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));

  private Optional<List<ConnectorFactory>> applicationConnectors = Optional.empty();
  private Optional<List<ConnectorFactory>> adminConnectors = Optional.empty();

  public LoopbackServerFactory() {
    setEnableVirtualThreads(true);
    setEnableAdminVirtualThreads(true);
    setMinThreads(2);
    setMaxThreads(64);
    setAdminMinThreads(1);
    setAdminMaxThreads(8);
    setRegisterDefaultExceptionMappers(false);
    setAllowedMethods(Set.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"));
    setEnableThreadNameFilter(false);
    setShutdownGracePeriod(Duration.seconds(2));
    var noAccessLog = new LogbackAccessRequestLogFactory();
    noAccessLog.setAppenders(List.of());
    setRequestLogFactory(noAccessLog);
    getGzipFilterFactory().setSyncFlush(true);
  }

  /** Makes Jackson read a {@code server:} without a type as this one. */
  public static SimpleModule jacksonModule() {
    return new SimpleModule("stadion-server")
        .setMixInAnnotation(ServerFactory.class, ServerIsLoopback.class);
  }

  @JsonTypeInfo(
      use = JsonTypeInfo.Id.NAME,
      property = "type",
      defaultImpl = LoopbackServerFactory.class)
  private interface ServerIsLoopback {}

  void useDefaultPort(int port) {
    setApplicationConnectors(applicationConnectors.orElseGet(() -> List.of(connector(port))));
    int adminPort = port == 0 ? 0 : port + ADMIN_PORT_ABOVE;
    setAdminConnectors(adminConnectors.orElseGet(() -> List.of(connector(adminPort))));
  }

  private static ConnectorFactory connector(int port) {
    var factory = new HttpConnectorFactory();
    factory.setPort(port);
    return factory;
  }

  @Override
  @JsonProperty
  public void setApplicationConnectors(List<ConnectorFactory> connectors) {
    applicationConnectors = Optional.of(connectors);
    connectors.forEach(LoopbackServerFactory::applyDefaults);
    super.setApplicationConnectors(connectors);
  }

  @Override
  @JsonProperty
  public void setAdminConnectors(List<ConnectorFactory> connectors) {
    adminConnectors = Optional.of(connectors);
    connectors.forEach(LoopbackServerFactory::applyDefaults);
    super.setAdminConnectors(connectors);
  }

  private static void applyDefaults(ConnectorFactory connector) {
    if (!(connector instanceof HttpConnectorFactory http)) {
      return;
    }
    if (http.getBindHost() == null) {
      http.setBindHost(LOOPBACK);
    }
    http.setUriCompliance(AS_SENT);
    http.setAcceptorThreads(Optional.of(1));
    http.setSelectorThreads(Optional.of(1));
    http.setUseServerHeader(false);
    http.setUseForwardedHeaders(false);
    // Each connection remembers headers in 32 bytes for each of these bytes. Every agent has two
    // connections: with thousands of agents that was most of a master's heap.
    http.setHeaderCacheSize(DataSize.bytes(128));
  }

  /** Whether nobody on another machine can reach any of its connectors. */
  public boolean listensOnLoopbackOnly() {
    return apiListensOnLoopbackOnly() && adminListensOnLoopbackOnly();
  }

  boolean apiListensOnLoopbackOnly() {
    return getApplicationConnectors().stream().allMatch(LoopbackServerFactory::isLoopback);
  }

  boolean adminListensOnLoopbackOnly() {
    return getAdminConnectors().stream().allMatch(LoopbackServerFactory::isLoopback);
  }

  /** Whether every connector has a port of its own, or at least an address. */
  boolean connectorsDiffer() {
    var all = new ArrayList<HttpConnectorFactory>();
    Stream.of(getApplicationConnectors(), getAdminConnectors())
        .flatMap(List::stream)
        .filter(HttpConnectorFactory.class::isInstance)
        .map(HttpConnectorFactory.class::cast)
        .filter(http -> http.getPort() != 0)
        .forEach(all::add);
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (all.get(i).getPort() == all.get(j).getPort() && meet(all.get(i), all.get(j))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean meet(HttpConnectorFactory one, HttpConnectorFactory other) {
    return Objects.equals(one.getBindHost(), other.getBindHost())
        || EVERYWHERE.contains(one.getBindHost())
        || EVERYWHERE.contains(other.getBindHost());
  }

  /** Whether nobody can listen on the way to the API. */
  boolean apiIsLoopbackOrEncrypted() {
    return getApplicationConnectors().stream()
        .allMatch(connector -> isLoopback(connector) || connector instanceof HttpsConnectorFactory);
  }

  private static boolean isLoopback(ConnectorFactory connector) {
    if (!(connector instanceof HttpConnectorFactory http) || http.getBindHost() == null) {
      return false;
    }
    try {
      return InetAddress.getByName(http.getBindHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
