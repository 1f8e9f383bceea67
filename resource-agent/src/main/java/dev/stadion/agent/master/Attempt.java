package dev.stadion.agent.master;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * One attempt to be subscribed, from before anything is asked until its stream ends. What is to be
 * said meanwhile waits for the stream, so nothing falls between the state that SUBSCRIBE told and
 * the stream that follows; and whoever ends the attempt need not know how far it has come.
 * Thread-safe.
 */
final class Attempt {
  private final Outbox outbox = new Outbox();
  private URI master;
  private CompletableFuture<HttpResponse<InputStream>> asking;
  private AgentStream stream;
  private String endedBecause;

  /** What waits for the stream, or goes over it. */
  Outbox outbox() {
    return outbox;
  }

  /** The master that is asked, or that answered; empty before one was chosen. */
  synchronized Optional<URI> master() {
    return Optional.ofNullable(master);
  }

  synchronized void chose(URI candidate) {
    master = candidate;
  }

  /**
   * Waits for a master's answer.
   *
   * @throws IOException when there is none, also because the attempt was ended
   */
  HttpResponse<InputStream> ask(
      URI candidate, Supplier<CompletableFuture<HttpResponse<InputStream>>> call)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> answer;
    synchronized (this) {
      if (endedBecause != null) {
        throw new IOException(endedBecause);
      }
      master = candidate;
      answer = call.get();
      asking = answer;
    }
    try {
      return answer.get();
    } catch (CancellationException e) {
      throw new IOException(why(), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    }
  }

  /** A master has answered; an attempt that was ended meanwhile ends its stream at once. */
  synchronized void opened(AgentStream answer) {
    stream = answer;
    if (endedBecause != null) {
      answer.close(endedBecause);
    }
  }

  /** However far it has come. */
  synchronized void end(String why) {
    if (endedBecause == null) {
      endedBecause = why;
    }
    if (stream != null) {
      stream.close(why);
    } else if (asking != null) {
      asking.cancel(true);
    }
  }

  private synchronized String why() {
    return endedBecause;
  }
}
