package dev.stadion.dropwizard.service;

import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.OverloadedException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.sse.Backlog;
import dev.stadion.dropwizard.sse.SseEvent;
import dev.stadion.dropwizard.sse.SseHub;
import dev.stadion.dropwizard.sse.SseSettings;
import dev.stadion.dropwizard.sse.Subscription;
import dev.stadion.dropwizard.stream.LongAnswers;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import io.dropwizard.core.setup.Environment;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A service that says what it was asked. */
final class EchoApplication extends StadionApplication<EchoConfiguration> {
  private final SseHub events;
  private final Backlog backlog;

  EchoApplication(SseHub events, Backlog backlog) {
    this.events = events;
    this.backlog = backlog;
  }

  static RunningService start(String yaml) throws Exception {
    return start(yaml, new SseHub(SseSettings.DEFAULTS));
  }

  static RunningService start(String yaml, SseHub events) throws Exception {
    return start(yaml, events, id -> List.of());
  }

  static RunningService start(String yaml, SseHub events, Backlog backlog) throws Exception {
    ConfigurationSourceProvider source =
        text -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return new EchoApplication(events, backlog).start("echo", source, yaml);
  }

  @Override
  public void run(EchoConfiguration configuration, Environment environment) {
    environment.jersey().register(new Echo(events.closeWith(environment.lifecycle()), backlog));
  }

  record Document(String id, int instances) {}

  /** The resource. */
  @Path("/")
  @Produces(MediaType.APPLICATION_JSON)
  public static final class Echo {
    private final SseHub events;
    private final Backlog backlog;

    Echo(SseHub events, Backlog backlog) {
      this.events = events;
      this.backlog = backlog;
    }

    @GET
    @Path("events")
    @Produces("text/event-stream")
    public void events(
        @Suspended AsyncResponse suspended,
        @Context HttpServletRequest request,
        @QueryParam("type") Set<String> types,
        @QueryParam("brief") boolean brief,
        @QueryParam("after") Long after) {
      Response answer =
          events.open(
              new Subscription(
                  event -> types.isEmpty() || types.contains(event.type()),
                  brief,
                  List.of(new SseEvent("hello", "you")),
                  Optional.ofNullable(after).map(id -> new Subscription.Missed(id, backlog)),
                  () -> {}));
      LongAnswers.give(suspended, request, "events", answer);
    }

    /** As a log that is followed. */
    @GET
    @Path("text")
    @Produces("text/plain")
    public void text(
        @Suspended AsyncResponse suspended,
        @Context HttpServletRequest request,
        @QueryParam("refused") boolean refused) {
      StreamingOutput text =
          out -> {
            if (refused) {
              throw new OverloadedException("too many readers");
            }
            out.write("some text".getBytes(StandardCharsets.UTF_8));
          };
      LongAnswers.give(suspended, request, "text", Response.ok(text).build());
    }

    @GET
    @Path("v2/apps/{id: .*}")
    public Map<String, String> path(@PathParam("id") String id, @Context UriInfo uri) {
      return Map.of("id", id, "path", uri.getRequestUri().getRawPath());
    }

    @POST
    @Path("documents")
    @Consumes(MediaType.APPLICATION_JSON)
    public Document document(Document document) {
      return document;
    }

    @POST
    @Path("bytes")
    public Map<String, Integer> bytes(byte[] body) {
      return Map.of("length", body.length);
    }

    @GET
    @Path("thread")
    public Map<String, Boolean> thread() {
      return Map.of("virtual", Thread.currentThread().isVirtual());
    }

    @GET
    @Path("fail/{how}")
    public CompletionStage<String> fail(@PathParam("how") String how) {
      return CompletableFuture.supplyAsync(
          () -> {
            throw switch (how) {
              case "candidate" -> new NotLeadingException("not leading");
              case "overload" -> new OverloadedException("too much");
              case "weather" -> new StoreUnavailableException("database away", null);
              default -> new IllegalStateException("secret " + how);
            };
          },
          task -> Thread.ofVirtual().start(task));
    }
  }
}
