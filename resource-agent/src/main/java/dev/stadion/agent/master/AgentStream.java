package dev.stadion.agent.master;

import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One stream from one master: from the answer to SUBSCRIBE until it breaks. Used once. The thread
 * that calls {@link #read} hears the events; others may send and close.
 */
final class AgentStream {
  static final String STREAM_ID = "Stadion-Stream-Id";
  static final String PATH = "/api/v1/agent";
  private static final Duration SILENCE_BEFORE_SUBSCRIBED = Duration.ofSeconds(30);

  private final HttpClient http;
  private final MasterLinkSettings settings;
  private final URI endpoint;
  private final String streamId;
  private final InputStream body;
  private final Outbox outbox;
  private final CountDownLatch subscribed = new CountDownLatch(1);
  private final Semaphore heard = new Semaphore(0);
  private volatile Duration silence = SILENCE_BEFORE_SUBSCRIBED;
  private volatile AgentID agent;
  private volatile String closedBecause;

  /**
   * @param outbox what is to be told over this stream, some of it perhaps from before it was opened
   */
  AgentStream(
      HttpClient http,
      MasterLinkSettings settings,
      URI endpoint,
      HttpResponse<InputStream> answer,
      Outbox outbox) {
    this.http = http;
    this.settings = settings;
    this.endpoint = endpoint;
    this.streamId = answer.headers().firstValue(STREAM_ID).orElse("");
    this.body = answer.body();
    this.outbox = outbox;
  }

  static HttpRequest.Builder request(URI endpoint, MasterLinkSettings settings, Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(settings.answerWithin())
            .header("Content-Type", WireFormat.PROTOBUF.mediaType())
            .header("Accept", WireFormat.PROTOBUF.mediaType())
            .POST(HttpRequest.BodyPublishers.ofByteArray(WireFormat.PROTOBUF.write(call)));
    settings.authorization().ifPresent(header -> request.header("Authorization", header));
    return request;
  }

  /** Hears events until the stream ends; returns why it ended. */
  String read(AgentStreamListener listener) {
    Thread sender = Thread.ofVirtual().name("agent-calls").start(this::send);
    Thread watch = Thread.ofVirtual().name("agent-watch").start(this::watch);
    try (InputStream in = body) {
      var reader = new RecordReader(settings.maxRecordBytes());
      byte[] buffer = new byte[16 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        heard.release();
        for (byte[] record : reader.feed(buffer, 0, n)) {
          hear(listener, record);
        }
      }
      return closedBecause != null ? closedBecause : "the master ended the stream";
    } catch (IOException e) {
      return closedBecause != null ? closedBecause : String.valueOf(e.getMessage());
    } finally {
      outbox.close();
      sender.interrupt();
      watch.interrupt();
    }
  }

  void close(String why) {
    if (closedBecause == null) {
      closedBecause = why;
    }
    try {
      body.close();
    } catch (IOException e) {
      closedBecause = why + " (" + e.getMessage() + ")";
    }
  }

  private void hear(AgentStreamListener listener, byte[] record) throws MalformedMessageException {
    Event event = WireFormat.PROTOBUF.read(record, Event.newBuilder()).build();
    if (event.getType() == Event.Type.SUBSCRIBED) {
      agent = event.getSubscribed().getAgentId();
      silence =
          Duration.ofMillis(
              Math.max(100, (long) (event.getSubscribed().getPingTimeoutSeconds() * 1000)));
      subscribed.countDown();
    } else if (event.getType() == Event.Type.PING) {
      outbox.addPong();
    }
    listener.on(event);
  }

  /** A stream that says nothing for too long is as good as broken (mesos-v1.md §8.1). */
  private void watch() {
    try {
      while (heard.tryAcquire(silence.toMillis(), TimeUnit.MILLISECONDS)) {
        heard.drainPermits();
      }
      close("no ping for " + silence.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the stream has ended
    }
  }

  /** No call is understood before the master has said who this agent is. */
  private void send() {
    try {
      subscribed.await();
      for (List<Call.Builder> calls = outbox.take(); !calls.isEmpty(); calls = outbox.take()) {
        for (Call.Builder call : calls) {
          post(call);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the stream has ended
    } catch (IOException e) {
      close("a call failed: " + e.getMessage());
    }
  }

  private void post(Call.Builder call) throws IOException, InterruptedException {
    if (agent != null) {
      call.setAgentId(agent);
    }
    HttpResponse<String> answer =
        http.send(
            request(endpoint, settings, call.build()).header(STREAM_ID, streamId).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "the master answered "
              + call.getType()
              + " with "
              + answer.statusCode()
              + " "
              + answer.body().lines().findFirst().orElse(""));
    }
  }
}
