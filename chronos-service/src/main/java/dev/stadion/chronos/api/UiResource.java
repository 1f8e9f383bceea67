package dev.stadion.chronos.api;

import dev.stadion.dropwizard.ui.PageFiles;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** A page for people, who see which jobs there are, what ran and what waits. */
@Path("/ui")
public final class UiResource {
  private final PageFiles files = new PageFiles(UiResource.class);

  @GET
  public Response page() {
    return file(PageFiles.PAGE);
  }

  @GET
  @Path("{file}")
  public Response file(@PathParam("file") String name) {
    return files
        .find(name)
        .orElseGet(() -> Answers.error(Response.Status.NOT_FOUND, "The page has no such file"));
  }
}
