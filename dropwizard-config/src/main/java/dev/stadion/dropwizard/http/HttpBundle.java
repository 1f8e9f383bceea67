package dev.stadion.dropwizard.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.stadion.dropwizard.config.LoopbackServerFactory;
import dev.stadion.dropwizard.config.ServiceConfiguration;
import dev.stadion.dropwizard.time.MonotonicClock;
import io.dropwizard.core.ConfiguredBundle;
import io.dropwizard.core.setup.Environment;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.component.LifeCycle;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.slf4j.LoggerFactory;

/** Puts the edge of this package around a service. */
public final class HttpBundle<C extends ServiceConfiguration> implements ConfiguredBundle<C> {

  /** How long the body of a request may be, in bytes. */
  @FunctionalInterface
  public interface BodyLimit<C> {
    long of(C configuration, String method, String path);
  }

  private final Supplier<ErrorBodies> errorBodies;
  private final BodyLimit<C> bodyLimit;
  private final Supplier<EncodedSlashes> slashes;

  /**
   * @param errorBodies asked once, when the service starts
   * @param bodyLimit asked for each request
   * @param slashes asked once, when the service starts
   */
  public HttpBundle(
      Supplier<ErrorBodies> errorBodies, BodyLimit<C> bodyLimit, Supplier<EncodedSlashes> slashes) {
    this.errorBodies = errorBodies;
    this.bodyLimit = bodyLimit;
    this.slashes = slashes;
  }

  @Override
  public void run(C configuration, Environment environment) {
    ErrorBodies bodies = errorBodies.get();
    var errors = new ServerErrors(bodies, environment.getObjectMapper());
    environment.lifecycle().addEventListener(whenStarting(errors, slashes.get()));
    environment.getApplicationContext().setErrorHandler(errors);
    // Double slashes are part of Marathon's paths; without this they cannot even be asked for.
    environment.getApplicationContext().getServletHandler().setDecodeAmbiguousURIs(true);
    environment.getAdminContext().setErrorHandler(errors);

    var guard =
        new RequestGuard(
            new RequestIds(RandomGenerator.getDefault()),
            MonotonicClock.system(),
            (method, path) -> bodyLimit.of(configuration, method, path),
            allowedHosts(configuration),
            new WelcomeSites(configuration.allowedOrigins()));
    inFrontOf(environment.servlets().addFilter("guard", guard));
    inFrontOf(environment.admin().addFilter("guard", guard));

    hushHostPort();
    var jersey = environment.jersey();
    jersey.register(new Errors(bodies));
    jersey.register(new GoneReaders());
    jersey.register(new WholeAnswers());
    jersey.register(
        new AbstractBinder() {
          @Override
          protected void configure() {
            bind(new RequestContexts()).to(ValueParamProvider.class);
          }
        });
    jersey.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
    jersey.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
    // Otherwise a stream is held back until 8 KiB have come together.
    jersey.property(CommonProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0);
  }

  /**
   * It warns of each Host header that is none, and throws: whoever sent it has his 400, and nobody
   * else has to do anything about it. It has nothing else to say. A configured level wins.
   */
  private static void hushHostPort() {
    if (LoggerFactory.getLogger(HostPort.class) instanceof Logger logger
        && logger.getLevel() == null) {
      logger.setLevel(Level.ERROR);
    }
  }

  private static void inFrontOf(FilterRegistration.Dynamic filter) {
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
  }

  private static LifeCycle.Listener whenStarting(ServerErrors errors, EncodedSlashes slashes) {
    return new LifeCycle.Listener() {
      @Override
      public void lifeCycleStarting(LifeCycle event) {
        if (event instanceof Server server) {
          server.setErrorHandler(errors);
          server.insertHandler(slashes);
        }
      }
    };
  }

  private static Predicate<String> allowedHosts(ServiceConfiguration configuration) {
    boolean loopbackOnly =
        configuration.getServerFactory() instanceof LoopbackServerFactory loopback
            && loopback.listensOnLoopbackOnly();
    Set<String> loopbackNames = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    return loopbackOnly
        ? host -> loopbackNames.contains(host) || configuration.getAllowedHosts().contains(host)
        : host -> true;
  }
}
