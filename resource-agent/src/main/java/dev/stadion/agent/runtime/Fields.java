package dev.stadion.agent.runtime;

import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What records of the agent's journal are made of: each is read as it was written. */
final class Fields {
  private Fields() {}

  static void status(DataOutputStream out, ProcessStatus status) throws IOException {
    switch (status) {
      case ProcessStatus.Running(int pid, long startTicks) -> {
        out.writeByte(1);
        out.writeInt(pid);
        out.writeLong(startTicks);
      }
      case ProcessStatus.NotStarted(String why) -> {
        out.writeByte(2);
        string(out, why);
      }
      case ProcessStatus.Exited(int code, Instant at) -> {
        out.writeByte(3);
        out.writeInt(code);
        instant(out, at);
      }
      case ProcessStatus.Signaled(int signal, Instant at) -> {
        out.writeByte(4);
        out.writeInt(signal);
        instant(out, at);
      }
      case ProcessStatus.Vanished(String why, Instant at) -> {
        out.writeByte(5);
        string(out, why);
        instant(out, at);
      }
    }
  }

  static ProcessStatus status(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 1 -> new ProcessStatus.Running(in.readInt(), in.readLong());
      case 2 -> new ProcessStatus.NotStarted(string(in));
      case 3 -> new ProcessStatus.Exited(in.readInt(), instant(in));
      case 4 -> new ProcessStatus.Signaled(in.readInt(), instant(in));
      case 5 -> new ProcessStatus.Vanished(string(in), instant(in));
      default -> throw new IOException("unknown process status " + kind);
    };
  }

  static void key(DataOutputStream out, TaskKey key) throws IOException {
    string(out, key.framework().value());
    string(out, key.task().value());
  }

  static TaskKey key(DataInputStream in) throws IOException {
    return new TaskKey(new FrameworkId(string(in)), new TaskId(string(in)));
  }

  static void uuid(DataOutputStream out, UUID uuid) throws IOException {
    out.writeLong(uuid.getMostSignificantBits());
    out.writeLong(uuid.getLeastSignificantBits());
  }

  static UUID uuid(DataInputStream in) throws IOException {
    return new UUID(in.readLong(), in.readLong());
  }

  static void instant(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  static void document(DataOutputStream out, Document document) throws IOException {
    byte[] bytes = document.bytes();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static Document document(DataInputStream in) throws IOException {
    return Document.of(in.readNBytes(in.readInt()));
  }

  static void optional(DataOutputStream out, Optional<Document> document) throws IOException {
    out.writeBoolean(document.isPresent());
    if (document.isPresent()) {
      document(out, document.get());
    }
  }

  static Optional<Document> optional(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(document(in)) : Optional.empty();
  }

  static void string(DataOutputStream out, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String string(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
