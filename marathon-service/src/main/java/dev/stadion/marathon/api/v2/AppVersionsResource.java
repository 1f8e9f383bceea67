package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.app.VersionHistory;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.wire.AppWriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The versions that an app had (marathon.md §3.1). */
@Path("/v2/apps/{id: .+}/versions")
@Produces(MediaType.APPLICATION_JSON)
public final class AppVersionsResource {
  private final SchedulerAccess scheduler;
  private final VersionHistory history;

  public AppVersionsResource(SchedulerAccess scheduler, VersionHistory history) {
    this.scheduler = scheduler;
    this.history = history;
  }

  @GET
  public ObjectNode versions(@PathParam("id") String idText) {
    PathId id = existing(idText);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode versions = body.putArray("versions");
    history.versions(id).forEach(version -> versions.add(Timestamps.write(version)));
    return body;
  }

  @GET
  @Path("{version}")
  public ObjectNode version(@PathParam("id") String idText, @PathParam("version") String version) {
    var at = Requests.timestamp(version);
    PathId id = existing(idText);
    return history
        .version(id, at)
        .map(AppWriter::withoutHistory)
        .orElseThrow(() ->
            Refusals.because(
                404, "App '" + id + "' does not exist in version " + Timestamps.write(at)));
  }

  private PathId existing(String text) {
    PathId id = Requests.appId(text);
    if (scheduler.snapshot().app(id).filter(app -> !app.isPod()).isEmpty()) {
      throw Refusals.noSuchApp(id);
    }
    return id;
  }
}
