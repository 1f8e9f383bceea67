package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.chronos.api.SchedulerPort;
import dev.stadion.chronos.metronome.MetronomeResource.Known;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The schedule of a Metronome job; there may be one (dcos.md §5.1, §5.3). */
@Path("v1/jobs/{id}/schedules")
@Consumes(MediaType.WILDCARD)
public final class SchedulesResource {
  private final SchedulerPort scheduler;
  private final MetronomeResource jobs;

  public SchedulesResource(SchedulerPort scheduler, MetronomeResource jobs) {
    this.scheduler = scheduler;
    this.jobs = jobs;
  }

  private Optional<Known> known(String id) {
    return MetronomeResource.known(scheduler.snapshot(), id);
  }

  private static Optional<ObjectNode> schedule(Known known, String id) {
    return known.spec().schedule().filter(node -> node.get("id").asText().equals(id));
  }

  private static Response unknown(String id) {
    return MetronomeResource.answer(Status.NOT_FOUND, MetronomeJson.scheduleNotFound(id));
  }

  @GET
  public Response schedules(@PathParam("id") String id) {
    return known(id)
        .map(known ->
            MetronomeResource.answer(
                Status.OK, MetronomeJson.schedules(known.state(), known.spec())))
        .orElseGet(() -> MetronomeResource.unknown(id));
  }

  @GET
  @Path("{schedule}")
  public Response schedule(@PathParam("id") String id, @PathParam("schedule") String name) {
    Optional<Known> known = known(id);
    return known.isEmpty()
        ? MetronomeResource.unknown(id)
        : schedule(known.get(), name)
            .map(node ->
                MetronomeResource.answer(
                    Status.OK, MetronomeJson.schedule(known.get().state(), node)))
            .orElseGet(() -> unknown(name));
  }

  /** As it is by now: somebody may have changed it again, or removed it. */
  private Response shown(String id, Status status) {
    Optional<Known> known = known(id);
    return known.isEmpty()
        ? MetronomeResource.unknown(id)
        : known
            .get()
            .spec()
            .schedule()
            .map(node ->
                MetronomeResource.answer(status, MetronomeJson.schedule(known.get().state(), node)))
            .orElseGet(() ->
                MetronomeResource.answer(
                    Status.NOT_FOUND, MetronomeJson.message("the schedule is gone again")));
  }

  @POST
  public CompletionStage<Response> create(@PathParam("id") String id, byte[] body) {
    return MetronomeResource.reading(body, sent -> created(id, sent));
  }

  private CompletionStage<Response> created(String id, ObjectNode sent) {
    return jobs.change(
        id,
        known ->
            known.spec().schedule().isPresent()
                ? new Change.Refused(
                    MetronomeResource.answer(
                        Status.CONFLICT,
                        MetronomeJson.message(
                            "A schedule with this id already exists, or another one")))
                : with(known, Optional.of(SpecReader.schedule(sent))),
        () -> shown(id, Status.CREATED));
  }

  @PUT
  @Path("{schedule}")
  public CompletionStage<Response> update(
      @PathParam("id") String id, @PathParam("schedule") String name, byte[] body) {
    return MetronomeResource.reading(body, sent -> updated(id, name, sent));
  }

  private CompletionStage<Response> updated(String id, String name, ObjectNode sent) {
    return jobs.change(
        id,
        known ->
            schedule(known, name).isEmpty()
                ? new Change.Refused(unknown(name))
                : with(known, Optional.of(SpecReader.schedule(sent.put("id", name)))),
        () -> shown(id, Status.OK));
  }

  private static Change with(Known known, Optional<ObjectNode> schedule) {
    return new Change.Into(known.spec().withSchedule(schedule));
  }

  @DELETE
  @Path("{schedule}")
  public CompletionStage<Response> delete(
      @PathParam("id") String id, @PathParam("schedule") String name) {
    return jobs.change(
        id,
        known ->
            schedule(known, name).isEmpty()
                ? new Change.Refused(unknown(name))
                : with(known, Optional.empty()),
        () -> Response.ok().build());
  }
}
