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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is served without a prefix (chronos.md §1.1): whether it lives, who leads, figures. */
@Path("/")
public final class RootResource {
  private final Supplier<String> leader;
  private final MetricRegistry metrics;
  private final ObjectMapper mapper =
      new ObjectMapper()
          .registerModule(new MetricsModule(TimeUnit.SECONDS, TimeUnit.MILLISECONDS, false));

  /**
   * @param leader {@code host:port}, empty while nobody leads
   */
  public RootResource(Supplier<String> leader, MetricRegistry metrics) {
    this.leader = leader;
    this.metrics = metrics;
  }

  /** Who comes with a browser finds the page for people, where Chronos had its own. */
  @GET
  public Response root() {
    return Response.status(Response.Status.FOUND).header("Location", "/ui/").build();
  }

  @GET
  @Path("leader")
  public Response leader() {
    return InfoResource.leader(leader.get());
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
