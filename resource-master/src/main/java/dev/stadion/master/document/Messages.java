package dev.stadion.master.document;

import com.google.protobuf.Message;
import dev.stadion.mesos.v1.Label;
import dev.stadion.mesos.v1.Labels;
import dev.stadion.mesos.wire.WireFormat;
import java.util.List;

/** Protobuf messages inside of documents (mesos-v1.md §2). */
final class Messages {
  private Messages() {}

  static void write(JsonBytes json, Message message) {
    json.raw(WireFormat.JSON.write(message));
  }

  static void write(JsonBytes json, List<? extends Message> messages) {
    json.array();
    messages.forEach(message -> write(json, message));
    json.endArray();
  }

  /** A bare list, without the object around it that other documents have. */
  static void labels(JsonBytes json, Labels labels) {
    json.name("labels").array();
    for (Label label : labels.getLabelsList()) {
      write(json, label);
    }
    json.endArray();
  }
}
