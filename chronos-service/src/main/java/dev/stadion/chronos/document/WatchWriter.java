package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.job.Sla;
import dev.stadion.chronos.job.Watch;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.notice.Occasion;
import java.io.IOException;
import java.time.LocalTime;
import java.util.Map;

/** Writes who watches a job, and for what; nothing that the job does not say. */
final class WatchWriter {
  private WatchWriter() {}

  /**
   * @param secrets whether they are written, or only that there are some
   */
  static void write(JsonGenerator json, Watch watch, boolean secrets) throws IOException {
    if (!watch.notifications().isEmpty()) {
      json.writeArrayFieldStart("notifications");
      for (Notification notification : watch.notifications()) {
        write(json, notification, secrets);
      }
      json.writeEndArray();
    }
    if (watch.sla().isPresent()) {
      json.writeObjectFieldStart("sla");
      write(json, watch.sla().get());
      json.writeEndObject();
    }
    OptionsWriter.span(json, "expectedEvery", watch.expectedEvery());
    OptionsWriter.number(json, "historyLimit", watch.history().all());
    OptionsWriter.number(json, "successHistoryLimit", watch.history().successes());
    OptionsWriter.number(json, "failureHistoryLimit", watch.history().failures());
  }

  static void write(JsonGenerator json, Notification notification, boolean secrets)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("on");
    for (Occasion occasion : notification.on()) {
      json.writeString(occasion.word());
    }
    json.writeEndArray();
    json.writeStringField("type", notification.channel().word());
    JobWriter.text(json, "url", notification.url());
    JobWriter.text(json, "to", notification.to());
    if (!notification.headers().isEmpty()) {
      json.writeObjectFieldStart("headers");
      for (Map.Entry<String, String> header : notification.headers().entrySet()) {
        json.writeStringField(header.getKey(), header.getValue());
      }
      json.writeEndObject();
    }
    JobWriter.text(
        json,
        "secret",
        secrets ? notification.secret() : notification.secret().map(s -> Notification.HIDDEN));
    JobWriter.text(json, "template", notification.template());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Sla sla) throws IOException {
    OptionsWriter.span(json, "startWithin", sla.startWithin());
    OptionsWriter.span(json, "maxDuration", sla.maxDuration());
    JobWriter.text(json, "finishBy", sla.finishBy().map(LocalTime::toString));
    OptionsWriter.span(json, "finishWithin", sla.finishWithin());
    OptionsWriter.word(json, "action", sla.action());
  }
}
