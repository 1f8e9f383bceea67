package dev.stadion.dropwizard.metrics;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.json.MetricsModule;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.TimeUnit;

/** What this process measures, as JSON and for Prometheus (marathon.md §3.7). */
@Path("/metrics")
public final class MetricsResource {
  private final MetricRegistry registry;
  private final ObjectMapper json =
      new ObjectMapper()
          .registerModule(new MetricsModule(TimeUnit.SECONDS, TimeUnit.SECONDS, false));

  public MetricsResource(MetricRegistry registry) {
    this.registry = registry;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String metrics() throws JsonProcessingException {
    return json.writeValueAsString(registry);
  }

  @GET
  @Path("prometheus")
  public Response prometheus() {
    return Response.ok(PrometheusText.write(registry)).type(PrometheusText.TYPE).build();
  }
}
