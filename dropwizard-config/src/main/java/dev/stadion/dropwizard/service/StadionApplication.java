package dev.stadion.dropwizard.service;

import dev.stadion.dropwizard.config.LoopbackServerFactory;
import dev.stadion.dropwizard.config.ServiceConfiguration;
import dev.stadion.dropwizard.http.EncodedSlashes;
import dev.stadion.dropwizard.http.ErrorBodies;
import dev.stadion.dropwizard.http.HttpBundle;
import dev.stadion.dropwizard.http.StrictJson;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import org.eclipse.jetty.server.Server;

/**
 * What all services have in common: YAML with {@code ${ENV:-default}}, strict JSON, request ids,
 * limits, error bodies. A service implements {@link #run} and wires itself there, top to bottom.
 *
 * <p>{@code run("server", file)} starts it as the only service of its process, with its own
 * logging; {@link #start} starts it beside others, and leaves logging to the process.
 */
public abstract class StadionApplication<C extends ServiceConfiguration> extends Application<C> {
  private ExitHandler exit = ExitHandler.process();

  /** Replaces what ends the process when this service must not go on. Call before the start. */
  public final void onExit(ExitHandler handler) {
    this.exit = handler;
  }

  /** Ends the process when this service must not go on. */
  protected final ExitHandler exit() {
    return exit;
  }

  /** What an error looks like to clients of this service. */
  protected ErrorBodies errorBodies() {
    return ErrorBodies.problemDetails();
  }

  /**
   * How many bytes a request body may have, inflated.
   *
   * @param path as sent, without query
   */
  protected long bodyLimit(C configuration, String method, String path) {
    return configuration.getMaxBody().toBytes();
  }

  /** What {@code %2F} in paths of the API means. */
  protected EncodedSlashes encodedSlashes() {
    return EncodedSlashes.refused();
  }

  /** Dropwizard would take over the logging of the whole process as soon as one is constructed. */
  @Override
  protected final void bootstrapLogging() {}

  @Override
  public final void run(String... arguments) throws Exception {
    super.bootstrapLogging();
    super.run(arguments);
  }

  @Override
  public void initialize(Bootstrap<C> bootstrap) {
    bootstrap.setConfigurationSourceProvider(
        new SubstitutingSourceProvider(
            bootstrap.getConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(false)));
    bootstrap.setObjectMapper(StrictJson.newObjectMapper());
    bootstrap.getObjectMapper().registerModule(LoopbackServerFactory.jacksonModule());
    bootstrap.addBundle(
        new HttpBundle<C>(this::errorBodies, this::bodyLimit, this::encodedSlashes));
  }

  /**
   * Loads the classes that a start needs, and nothing else happens. Worth calling on a second
   * thread while {@link #start} has to wait for something, such as a database that is being made.
   */
  public final void preload() {
    var bootstrap = new Bootstrap<>(this);
    initialize(bootstrap);
    var environment =
        new Environment(
            "preload",
            bootstrap.getObjectMapper(),
            bootstrap.getValidatorFactory(),
            bootstrap.getMetricRegistry(),
            bootstrap.getClassLoader(),
            bootstrap.getHealthCheckRegistry(),
            new Configuration());
    environment.getValidator().validate(new LoopbackServerFactory());
    environment.getObjectMapper().valueToTree(new LoopbackServerFactory());
  }

  /**
   * Starts the service beside others in this process and returns when it serves.
   *
   * @param role names it in messages
   * @param source where {@code path} is read from; variables are substituted
   * @throws io.dropwizard.configuration.ConfigurationException when the configuration is wrong; the
   *     message lists what
   */
  public final RunningService start(String role, ConfigurationSourceProvider source, String path)
      throws Exception {
    var bootstrap = new Bootstrap<>(this);
    bootstrap.setConfigurationSourceProvider(source);
    initialize(bootstrap);
    C configuration =
        bootstrap
            .getConfigurationFactoryFactory()
            .create(
                getConfigurationClass(),
                bootstrap.getValidatorFactory().getValidator(),
                bootstrap.getObjectMapper(),
                "dw")
            .build(bootstrap.getConfigurationSourceProvider(), path);
    var environment =
        new Environment(
            role,
            bootstrap.getObjectMapper(),
            bootstrap.getValidatorFactory(),
            bootstrap.getMetricRegistry(),
            bootstrap.getClassLoader(),
            bootstrap.getHealthCheckRegistry(),
            configuration);
    configuration.getServerFactory().configure(environment);
    bootstrap.run(configuration, environment);
    run(configuration, environment);
    Server server = configuration.getServerFactory().build(environment);
    // Whoever starts several services also decides in which order they stop.
    server.setStopAtShutdown(false);
    try {
      server.start();
    } catch (Exception e) {
      stopAfterFailure(server, e);
      throw e;
    }
    return new RunningService(role, server);
  }

  private static void stopAfterFailure(Server server, Exception because) {
    try {
      server.stop();
    } catch (Exception e) {
      because.addSuppressed(e);
    }
  }
}
