package dev.stadion.agent;

import dev.stadion.agent.api.ExecutorServlet;
import dev.stadion.agent.api.FilesServlet;
import dev.stadion.agent.api.OperatorServlet;
import dev.stadion.agent.api.ReadServlet;
import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.runtime.AgentSettings;
import dev.stadion.agent.runtime.RunningAgent;
import dev.stadion.dropwizard.auth.BasicAuthentication;
import dev.stadion.dropwizard.service.Connectors;
import dev.stadion.dropwizard.service.ExitHandler;
import dev.stadion.dropwizard.service.StadionApplication;
import dev.stadion.dropwizard.time.MonotonicClock;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Environment;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/** Runs tasks on this machine for a master. */
public final class AgentApplication extends StadionApplication<AgentConfiguration> {

  private static final long LONGEST_CALL = 64L << 20;

  public static void main(String[] arguments) throws Exception {
    new AgentApplication().run(arguments);
  }

  @Override
  public String getName() {
    return "agent";
  }

  /** A task may carry much data, and an executor repeats what it was told. */
  @Override
  protected long bodyLimit(AgentConfiguration configuration, String method, String path) {
    return path.endsWith("/api/v1/executor")
        ? LONGEST_CALL
        : super.bodyLimit(configuration, method, path);
  }

  @Override
  public void run(AgentConfiguration configuration, Environment environment) throws IOException {
    if (configuration.getServerFactory() instanceof AbstractServerFactory server) {
      // Streams must never be compressed (mesos-v1.md §1.4), and their clients ask for it.
      server.getGzipFilterFactory().setEnabled(false);
    }
    var authentication =
        environment
            .servlets()
            .addFilter(
                "authentication",
                new BasicAuthentication(
                    configuration.toCredentials(),
                    configuration.toRealms(),
                    MonotonicClock.system()));
    authentication.setAsyncSupported(true);
    authentication.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    AgentSettings settings = configuration.toSettings();
    InstantSource clock = InstantSource.system();
    Instant started = clock.instant();
    var running = new RunningAgent();
    var sandboxes = settings.workDirectory().resolve("slaves");
    environment
        .servlets()
        .addServlet("read", new ReadServlet(running, clock, started))
        .addMapping(ReadServlet.paths());
    environment
        .servlets()
        .addServlet("files", new FilesServlet(sandboxes, running))
        .addMapping(FilesServlet.paths());
    environment
        .servlets()
        .addServlet("operator", new OperatorServlet(running, sandboxes, clock, started))
        .addMapping(OperatorServlet.paths());
    var executors =
        environment.servlets().addServlet("executor", new ExecutorServlet(running, clock));
    executors.setAsyncSupported(true);
    executors.addMapping(
        "/api/v1/executor", "/slave(1)/api/v1/executor", "/slave%281%29/api/v1/executor");
    environment.healthChecks().register("master", new MasterConnectionCheck(running));
    environment.lifecycle().addEventListener(closing(running));
    // The master and the tasks are told the port, which is known only once the server listens.
    environment
        .lifecycle()
        .addServerLifecycleListener(server ->
            running.start(() ->
                new Agent(
                    settings,
                    Connectors.application(server).getLocalPort(),
                    System.getenv(),
                    clock,
                    new SecureRandom(),
                    bug -> exit().exit(ExitHandler.BUG, "the agent failed: " + bug))));
  }

  /**
   * Before the server stops: executors speak with it until they have ended, and their endless
   * answers would hold it up.
   */
  private static LifeCycle.Listener closing(RunningAgent running) {
    return new LifeCycle.Listener() {
      @Override
      public void lifeCycleStopping(LifeCycle event) {
        if (event instanceof Server) {
          running.close();
        }
      }
    };
  }
}
