package dev.stadion.chronos.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Supplier;

/** Who leads and how the service is set up (chronos.md §1.2, §1.7), under either prefix. */
@Path("/{prefix:scheduler|v1/scheduler}")
public final class InfoResource {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Supplier<String> leader;
  private final Supplier<Map<String, Object>> info;

  /**
   * @param leader {@code host:port}, empty while nobody leads
   * @param info the document of §1.7
   */
  public InfoResource(Supplier<String> leader, Supplier<Map<String, Object>> info) {
    this.leader = leader;
    this.info = info;
  }

  @GET
  @Path("leader")
  public Response leader() {
    return leader(leader.get());
  }

  static Response leader(String address) {
    return Answers.json(json -> {
      json.writeStartObject();
      json.writeStringField("leader", address);
      json.writeEndObject();
    });
  }

  @GET
  @Path("info")
  public Response info() throws JsonProcessingException {
    return Response.ok(MAPPER.writeValueAsBytes(info.get()), MediaType.APPLICATION_JSON).build();
  }
}
