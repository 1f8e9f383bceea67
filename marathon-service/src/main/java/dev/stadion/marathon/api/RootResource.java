package dev.stadion.marathon.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What people who come with a browser find (marathon.md §1, §3.7). */
@Path("/")
public final class RootResource {
  private static final int FOUND = 302;

  private final ObjectNode settings;

  /**
   * @param settings without secrets
   */
  public RootResource(ObjectNode settings) {
    this.settings = settings;
  }

  @GET
  public Response root() {
    return Response.status(FOUND).header("Location", "/ui/").build();
  }

  /** The settings in force. */
  @GET
  @Path("config")
  @Produces(MediaType.APPLICATION_JSON)
  public ObjectNode config() {
    return settings;
  }
}
