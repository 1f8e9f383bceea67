package dev.stadion.chronos.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.document.BulkReader;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Declares many jobs at once, all of them or none (chronos.md B-69), under either prefix. */
@Path("/{prefix:scheduler|v1/scheduler}/jobs/bulk")
@Consumes(MediaType.WILDCARD)
public final class BulkResource {
  private final SchedulerPort scheduler;
  private final BulkReader reader;
  private final InstantSource clock;

  public BulkResource(SchedulerPort scheduler, BulkReader reader, InstantSource clock) {
    this.scheduler = scheduler;
    this.reader = reader;
    this.clock = clock;
  }

  @POST
  public CompletionStage<Response> put(@PathParam("prefix") String prefix, byte[] body) {
    BulkReader.Bulk bulk;
    try {
      bulk = reader.read(StrictJson.object(body), Prefix.of(prefix).names(), clock.instant());
    } catch (InvalidDocumentException invalid) {
      return CompletableFuture.completedFuture(Answers.rejected(invalid));
    }
    return scheduler
        .submit(new ChronosEvent.PutJobs(bulk.jobs(), bulk.dryRun(), bulk.deleteMissing()))
        .thenApply(outcome ->
            outcome instanceof ChronosOutcome.JobsPut done ? told(done) : Answers.of(outcome));
  }

  private static Response told(ChronosOutcome.JobsPut done) {
    return Answers.json(json -> {
      json.writeStartObject();
      names(json, "created", done.created());
      names(json, "updated", done.updated());
      names(json, "unchanged", done.unchanged());
      names(json, "deleted", done.deleted());
      json.writeEndObject();
    });
  }

  private static void names(JsonGenerator json, String field, List<String> names)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }
}
