package dev.stadion.master;

import dev.stadion.dropwizard.audit.AuditFilter;
import dev.stadion.dropwizard.audit.PostgresAuditLog;
import dev.stadion.dropwizard.auth.BasicAuthentication;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.metrics.RegistryLoopMetrics;
import dev.stadion.dropwizard.service.StadionApplication;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.master.api.AgentServlet;
import dev.stadion.master.api.Authorization;
import dev.stadion.master.api.MasterRealms;
import dev.stadion.master.api.OperatorAudit;
import dev.stadion.master.api.OperatorForms;
import dev.stadion.master.api.OperatorServlet;
import dev.stadion.master.api.ReadServlet;
import dev.stadion.master.api.SchedulerServlet;
import dev.stadion.master.document.Counters;
import dev.stadion.master.document.Documents;
import dev.stadion.master.document.Measurements;
import dev.stadion.master.document.Metrics;
import dev.stadion.master.persistence.PostgresMasterStore;
import dev.stadion.master.runtime.Rehearsal;
import dev.stadion.master.runtime.Standby;
import dev.stadion.mesos.stream.Beat;
import dev.stadion.mesos.stream.Streams;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The resource master: port 5050, schema {@code master}. */
public final class MasterApplication extends StadionApplication<MasterConfiguration> {
  private static final String CALLS = "/api/v1/";

  @Override
  public String getName() {
    return "master";
  }

  @Override
  protected long bodyLimit(MasterConfiguration configuration, String method, String path) {
    return path.contains(CALLS)
        ? configuration.getMaxCalls().toBytes()
        : super.bodyLimit(configuration, method, path);
  }

  @Override
  public void run(MasterConfiguration configuration, Environment environment) throws IOException {
    if (configuration.getServerFactory() instanceof AbstractServerFactory server) {
      // Streams must never be compressed (mesos-v1.md §1.4), and their clients ask for it.
      server.getGzipFilterFactory().setEnabled(false);
    }
    MasterRealms realms = configuration.toRealms();
    var authentication =
        new BasicAuthentication(configuration.toCredentials(), realms, MonotonicClock.system());
    var authorization = new Authorization(configuration.acls());
    Database database =
        Database.open(configuration.getDatabase(), "master", List.of(), environment.metrics());
    environment.lifecycle().manage(closing(database));
    var audit =
        new AuditFilter(
            new PostgresAuditLog(database),
            InstantSource.system(),
            MonotonicClock.system(),
            OperatorAudit::watches);
    inFront(environment, "audit", audit);
    inFront(environment, "authentication", authentication);
    inFront(environment, "authorization", authorization);

    var random = new SecureRandom();
    var streams =
        new Streams(
            () -> uuid(random),
            Beat.atOnce(configuration.getHeartbeat().toJavaDuration()),
            configuration.getStreamBuffer().toBytes(),
            MonotonicClock.system()::nanos);
    var counters = new Counters();
    var measurements = new Measurements(environment.metrics());
    var metrics = new Metrics(counters, measurements);
    Map<String, String> flags = MasterFlags.of(configuration, realms);
    var store = new PostgresMasterStore(database, () -> uuid(random));
    var process =
        new MasterProcess(
            configuration,
            database,
            store,
            streams,
            InstantSource.system(),
            MonotonicClock.system(),
            new RegistryLoopMetrics(environment.metrics()),
            counters,
            exit(),
            measurements.allocations(),
            new Standby(
                store::readAhead,
                store::preview,
                new Rehearsal(configuration.toSettings(), InstantSource.system()),
                MonotonicClock.system()));
    environment.lifecycle().manage(process);
    environment.lifecycle().addServerLifecycleListener(process);
    environment.healthChecks().register("leadership", process.leadership());

    serve(
        environment,
        "scheduler",
        new SchedulerServlet(process, streams, configuration.getMaxFrameworks()),
        "/api/v1/scheduler",
        "/master/api/v1/scheduler");
    serve(
        environment,
        "agent",
        new AgentServlet(process, streams, InstantSource.system(), authorization),
        "/api/v1/agent",
        "/master/api/v1/agent");
    serve(
        environment,
        "operator",
        new OperatorServlet(process, streams, flags, metrics, authorization),
        "/api/v1",
        "/master/api/v1");
    serve(
        environment,
        "operator-forms",
        new OperatorForms(process, authorization),
        OperatorForms.paths());
    serve(
        environment,
        "read",
        new ReadServlet(process, new Documents(flags), metrics, authorization),
        ReadServlet.paths());
    environment.jersey().disable();
  }

  private static void serve(
      Environment environment, String name, HttpServlet servlet, String... paths) {
    var registration = environment.servlets().addServlet(name, servlet);
    registration.setAsyncSupported(true);
    registration.addMapping(paths);
  }

  private static void inFront(Environment environment, String name, Filter filter) {
    var registration = environment.servlets().addFilter(name, filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }

  private static Managed closing(Database database) {
    return new Managed() {
      @Override
      public void stop() {
        database.close();
      }
    };
  }

  private static String uuid(SecureRandom random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong()).toString();
  }
}
