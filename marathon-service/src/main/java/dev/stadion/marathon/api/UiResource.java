package dev.stadion.marathon.api;

import dev.stadion.dropwizard.ui.PageFiles;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** A page for people, who see what runs, what waits and why (marathon.md §1). */
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
    return files.find(name).orElseThrow(() -> Refusals.because(404, "The page has no such file"));
  }
}
