package dev.stadion.chronos.api;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.json.MetricsModule;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Who leads, how the service is set up, whether it lives (chronos.md §1.2, §1.7). */
@Path("/")
public final class InfoResource {
  private final Supplier<String> leader;
  private final Supplier<Map<String, Object>> info;
  private final MetricRegistry metrics;
  private final ObjectMapper mapper =
      new ObjectMapper()
          .registerModule(new MetricsModule(TimeUnit.SECONDS, TimeUnit.MILLISECONDS, false));

  /**
   * @param leader {@code host:port}, empty while nobody leads
   * @param info the document of §1.7
   */
  public InfoResource(
      Supplier<String> leader, Supplier<Map<String, Object>> info, MetricRegistry metrics) {
    this.leader = leader;
    this.info = info;
    this.metrics = metrics;
  }

  @GET
  @Path("{prefix:leader|scheduler/leader|v1/scheduler/leader}")
  public Response leader() {
    return Answers.json(json -> {
      json.writeStartObject();
      json.writeStringField("leader", leader.get());
      json.writeEndObject();
    });
  }

  @GET
  @Path("{prefix:scheduler|v1/scheduler}/info")
  public Response info() throws JsonProcessingException {
    return Response.ok(mapper.writeValueAsBytes(info.get()), MediaType.APPLICATION_JSON).build();
  }

  @GET
  @Path("ping")
  public Response ping() {
    return Answers.text("pong");
  }

  /** Dropwizard's metrics, in the version that the clients of Chronos know. */
  @GET
  @Path("metrics")
  public Response metrics(@QueryParam("pretty") boolean pretty) throws JsonProcessingException {
    ObjectNode tree = mapper.valueToTree(metrics);
    tree.put("version", "3.0.0");
    byte[] body =
        pretty
            ? mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree)
            : mapper.writeValueAsBytes(tree);
    return Response.ok(body, MediaType.APPLICATION_JSON).build();
  }
}
