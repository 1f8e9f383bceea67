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

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Marathon</title></head>
      <body>
      <h1>Marathon</h1>
      <p>There is no user interface here. This is what there is to read:</p>
      <ul>
      <li><a href="/v2/apps">apps</a></li>
      <li><a href="/v2/groups">groups</a></li>
      <li><a href="/v2/pods">pods</a></li>
      <li><a href="/v2/deployments">deployments</a></li>
      <li><a href="/v2/tasks">tasks</a></li>
      <li><a href="/v2/queue">queue</a></li>
      <li><a href="/v2/info">info</a></li>
      <li><a href="/metrics">metrics</a></li>
      </ul>
      </body>
      </html>
      """;

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

  @GET
  @Path("ui{rest: /?}")
  @Produces(MediaType.TEXT_HTML)
  public String page() {
    return PAGE;
  }

  /** The settings in force. */
  @GET
  @Path("config")
  @Produces(MediaType.APPLICATION_JSON)
  public ObjectNode config() {
    return settings;
  }
}
