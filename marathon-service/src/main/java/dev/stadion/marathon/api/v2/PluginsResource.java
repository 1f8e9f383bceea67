package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** There are no plugins; user interfaces ask for them when they start (marathon.md §3.7). */
@Path("/v2/plugins")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginsResource {

  @GET
  public ObjectNode list() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("plugins");
    return body;
  }

  @GET
  @Path("{id}/{path: .*}")
  public Response get(@PathParam("id") String id) {
    return none(id);
  }

  @POST
  @Path("{id}/{path: .*}")
  public Response post(@PathParam("id") String id) {
    return none(id);
  }

  @PUT
  @Path("{id}/{path: .*}")
  public Response put(@PathParam("id") String id) {
    return none(id);
  }

  @DELETE
  @Path("{id}/{path: .*}")
  public Response delete(@PathParam("id") String id) {
    return none(id);
  }

  private static Response none(String id) {
    throw Refusals.because(404, "No plugin with this pluginId: " + Requests.shortened(id));
  }
}
