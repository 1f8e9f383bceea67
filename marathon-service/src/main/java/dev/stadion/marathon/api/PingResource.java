package dev.stadion.marathon.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Says that somebody is there, in the way it is asked (marathon.md §3.7). */
@Path("/ping")
public final class PingResource {

  @GET
  public Response ping(@Context HttpHeaders headers) {
    for (MediaType type : headers.getAcceptableMediaTypes()) {
      if (type.isCompatible(MediaType.TEXT_PLAIN_TYPE)) {
        return Response.ok("pong", MediaType.TEXT_PLAIN_TYPE).build();
      }
      if (type.isCompatible(MediaType.TEXT_HTML_TYPE)) {
        return Response.ok("pong", MediaType.TEXT_HTML_TYPE).build();
      }
      if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
        return Response.ok("\"pong\"", MediaType.APPLICATION_JSON_TYPE).build();
      }
    }
    return Response.noContent().build();
  }
}
