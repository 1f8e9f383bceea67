package dev.stadion.master.api;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import dev.stadion.dropwizard.http.BodyTooLongException;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.OverloadedException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.dropwizard.stream.StreamAnswer;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.heart.MasterState;
import dev.stadion.mesos.stream.EventStream;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.WireFormat;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the calling endpoints have in common: the checks of mesos-v1.md §1.5 in their order. Runs on
 * the request's own virtual thread and may wait there.
 */
abstract class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(ApiServlet.class);
  private static final int DECIDE_WITHIN_SECONDS = 20;
  private static final List<String> POST_ALONE = List.of("POST");

  private final transient Master master;

  ApiServlet(Master master) {
    this.master = requireNonNull(master, "master");
  }

  Master master() {
    return master;
  }

  abstract void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal;

  /** The methods of this path. */
  List<String> allowed(HttpServletRequest request) {
    return POST_ALONE;
  }

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() == DispatcherType.REQUEST
        && patience().isPositive()
        && !master.leads()) {
      serveWhenLeading(request, response);
      return;
    }
    try {
      mustLead(request);
      List<String> allowed = allowed(request);
      if (!allowed.contains(request.getMethod())) {
        String methods = String.join(", ", allowed);
        throw new Refusal(405, "Expecting " + methods, Map.of("Allow", methods));
      }
      answer(request, response);
    } catch (Refusal refusal) {
      if (request.getDispatcherType() == DispatcherType.ASYNC) {
        // A request that did not wait is read to its end by the guard in front of all.
        request.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
      refusal.answer(response);
    } catch (CharConversionException e) {
      new Refusal(400, "Failed to parse body: " + e.getMessage()).answer(response);
    } catch (BodyTooLongException e) {
      new Refusal(413, String.valueOf(e.getMessage())).answer(response);
    }
  }

  /**
   * How long a request waits for a master that was elected and is reading its registry, before it
   * is told to come again. Thousands that come again and again would take the processor from it.
   */
  Duration patience() {
    return Duration.ZERO;
  }

  /**
   * Serves the request anew when this master leads, or will not soon. Meanwhile it has none of the
   * server's places: all agents wait at once, and others must be answered.
   */
  private void serveWhenLeading(HttpServletRequest request, HttpServletResponse response) {
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0);
    Thread.ofVirtual()
        .name("waits-for-leader")
        .start(() -> {
          try {
            boolean leads = master.awaitLeading(patience());
            log.trace("waited, leads: {}", leads);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          try {
            async.dispatch();
          } catch (IllegalStateException e) {
            log.debug("who waited for the leader is gone", e);
          }
        });
  }

  private void mustLead(HttpServletRequest request) throws Refusal {
    if (master.leads() || leadsByNow()) {
      return;
    }
    Optional<String> leader = master.leader();
    String self = master.identity().hostname() + ":" + master.identity().port();
    if (leader.isEmpty()) {
      throw unavailable("No leader elected");
    }
    if (leader.get().equals(self)) {
      throw unavailable("Master has not finished recovery");
    }
    throw new Refusal(307, "", Map.of("Location", "//" + leader.get() + request.getRequestURI()));
  }

  /** Whoever asks perhaps does so because the leader is gone: this has the election look, too. */
  private boolean leadsByNow() throws Refusal {
    try {
      return master.awaitLeading(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("This master stops");
    }
  }

  private static Refusal unavailable(String text) {
    return new Refusal(503, text, Map.of("Retry-After", "1"));
  }

  /** An endless answer; {@code gone} runs once when it has ended. */
  static void stream(
      HttpServletRequest request, HttpServletResponse response, EventStream stream, Runnable gone) {
    StreamAnswer.begin(
        request,
        response,
        new StreamAnswer.Source(
            stream.id(), stream.format().mediaType(), stream::pump, stream::cut, stream::onCut),
        gone);
  }

  /** Understood, and no more to say: no body and no media type. */
  static void accepted(HttpServletResponse response, int status) {
    response.setStatus(status);
    response.setContentLength(0);
  }

  /** The format of the request's body. */
  static WireFormat format(HttpServletRequest request) throws Refusal {
    String type = request.getContentType();
    if (type == null || type.isBlank()) {
      throw new Refusal(400, "Expecting 'Content-Type' to be present");
    }
    return WireFormat.ofMediaType(type)
        .orElseThrow(() ->
            new Refusal(
                415, "Expecting 'Content-Type' of application/json or application/x-protobuf"));
  }

  static <B extends Message.Builder> B parse(WireFormat format, byte[] body, B builder)
      throws Refusal {
    try {
      return format.read(body, builder);
    } catch (MalformedMessageException e) {
      throw new Refusal(400, "Failed to parse body: " + e.getMessage());
    }
  }

  /** The last committed state. */
  MasterState snapshot() throws Refusal {
    try {
      return master.snapshot();
    } catch (NotLeadingException | StoreUnavailableException e) {
      throw unavailable("The registry cannot be reached");
    }
  }

  /** Waits for the decision. */
  MasterOutcome decide(MasterEvent event) throws Refusal {
    try {
      return master.submit(event).get(DECIDE_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException e) {
      throw translated(e.getCause());
    } catch (TimeoutException e) {
      throw unavailable("The decision takes too long");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("This master stops");
    }
  }

  private static Refusal translated(Throwable cause) {
    return switch (cause) {
      case NotLeadingException e -> unavailable("No leader elected");
      case StoreUnavailableException e -> unavailable("The registry cannot be reached");
      case OverloadedException e -> unavailable("Too much is waiting");
      default -> throw new IllegalStateException("an event could not be decided", cause);
    };
  }
}
