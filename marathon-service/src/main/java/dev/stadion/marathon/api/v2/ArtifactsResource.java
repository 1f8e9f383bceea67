package dev.stadion.marathon.api.v2;

import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.runtime.ArtifactStore;
import dev.stadion.marathon.runtime.ArtifactStore.Artifact;
import dev.stadion.marathon.runtime.ArtifactStore.Kept;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.glassfish.jersey.media.multipart.FormDataContentDisposition;
import org.glassfish.jersey.media.multipart.FormDataParam;

/**
 * Files that tasks fetch (marathon.md §3.9), as they were up to 1.4 where there is a store, and as
 * since then, not at all, where there is none.
 */
@Path("/v2/artifacts")
public final class ArtifactsResource {
  private final Optional<ArtifactStore> store;

  public ArtifactsResource(Optional<ArtifactStore> store) {
    this.store = store;
  }

  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public Response upload(
      @FormDataParam("file") InputStream file,
      @FormDataParam("file") FormDataContentDisposition described)
      throws IOException {
    String name = described == null ? null : described.getFileName();
    return keep(name == null ? "" : name, file);
  }

  @POST
  @Path("{path: .+}")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public Response post(@PathParam("path") String path, @FormDataParam("file") InputStream file)
      throws IOException {
    return keep(path, file);
  }

  @PUT
  @Path("{path: .+}")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public Response put(@PathParam("path") String path, @FormDataParam("file") InputStream file)
      throws IOException {
    return keep(path, file);
  }

  private Response keep(String path, InputStream file) throws IOException {
    ArtifactStore open = open();
    if (file == null) {
      throw Refusals.unprocessable("requirement failed: Please use 'file' as form parameter name!");
    }
    List<String> names = names(path);
    Kept kept = open.keep(names, file);
    return switch (kept) {
      case CREATED -> Response.created(location(names)).build();
      case REPLACED -> Response.ok().build();
      case TOO_LARGE -> throw Refusals.because(413, "The artifact is larger than artifacts may be");
      case FULL -> throw Refusals.because(507, "There is no room for more artifacts");
      case IN_THE_WAY ->
          throw Refusals.because(409, "Part of the path is an artifact already, or it is not one");
    };
  }

  /** Where tasks fetch it from. */
  private static java.net.URI location(List<String> names) {
    UriBuilder location = UriBuilder.fromPath("/v2/artifacts");
    return location.segment(names.toArray(String[]::new)).build();
  }

  @GET
  @Path("{path: .+}")
  public Response get(@PathParam("path") String path) throws IOException {
    ArtifactStore open = open();
    Artifact found =
        open.read(names(path))
            .orElseThrow(
                () -> Refusals.because(404, "No artifact with path " + Requests.shortened(path)));
    String type = URLConnection.guessContentTypeFromName(path);
    // Nobody's file shall run in the browser of somebody who looks at it here.
    return Response.ok(found.content(), type == null ? MediaType.APPLICATION_OCTET_STREAM : type)
        .lastModified(Date.from(found.lastModified()))
        .header("Content-Length", found.length())
        .header("Content-Disposition", "attachment")
        .build();
  }

  @DELETE
  @Path("{path: .+}")
  public Response delete(@PathParam("path") String path) throws IOException {
    ArtifactStore open = open();
    open.delete(names(path));
    return Response.ok().build();
  }

  private ArtifactStore open() {
    return store.orElseThrow(() -> Refusals.because(404, "URI not found"));
  }

  private static List<String> names(String path) {
    return ArtifactStore.path(path)
        .orElseThrow(() ->
            Refusals.invalid(
                List.of(
                    new Problem(
                        "/path",
                        "must be names with slashes between them, without '.', '..' and '\\'"))));
  }
}
