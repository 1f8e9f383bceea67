package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.scheduling.id.FrameworkId;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Who answers here, and with which settings (marathon.md §3.7). */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
public final class InfoResource {
  /** What clients derive the API's features from. */
  private static final String VERSION = "1.11.24";

  private static final List<String> COORDINATION_KEYS =
      List.of(
          "zk",
          "zk_compression",
          "zk_compression_threshold",
          "zk_connection_timeout",
          "zk_max_node_size",
          "zk_max_versions",
          "zk_session_timeout",
          "zk_timeout");

  private final SchedulerAccess scheduler;
  private final ObjectNode settings;
  private final Supplier<Optional<String>> leader;
  private final Runnable abdicate;

  /**
   * @param settings the {@code marathon_config}
   * @param leader {@code host:port}
   * @param abdicate gives leadership up in good order
   */
  public InfoResource(
      SchedulerAccess scheduler,
      ObjectNode settings,
      Supplier<Optional<String>> leader,
      Runnable abdicate) {
    this.scheduler = scheduler;
    this.settings = settings;
    this.leader = leader;
    this.abdicate = abdicate;
  }

  @GET
  @Path("info")
  public ObjectNode info() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", "marathon")
        .put("version", VERSION)
        .put("buildref", "unknown")
        .put("elected", true)
        .put("leader", leader.get().orElse(null))
        .put("frameworkId", scheduler.snapshot().framework().map(FrameworkId::value).orElse(null));
    json.set("marathon_config", settings);
    ObjectNode coordination = json.putObject("zookeeper_config");
    COORDINATION_KEYS.forEach(coordination::putNull);
    ObjectNode http = json.putObject("http_config");
    http.set("http_port", port());
    http.putNull("https_port");
    return json;
  }

  private JsonNode port() {
    return leader
        .get()
        .map(address -> address.substring(address.lastIndexOf(':') + 1))
        .<JsonNode>map(text -> JsonNodeFactory.instance.numberNode(Integer.parseInt(text)))
        .orElse(JsonNodeFactory.instance.nullNode());
  }

  @GET
  @Path("leader")
  public ObjectNode leader() {
    return leader
        .get()
        .map(address -> JsonNodeFactory.instance.objectNode().put("leader", address))
        .orElseThrow(() -> Refusals.because(404, "There is no leader"));
  }

  @DELETE
  @Path("leader")
  public ObjectNode abdicate() {
    scheduler.snapshot(); // Who does not lead has nothing to give up.
    abdicate.run();
    return JsonNodeFactory.instance.objectNode().put("message", "Leadership abdicated");
  }
}
