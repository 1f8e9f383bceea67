package dev.stadion.agent.supervisor;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.Isolation;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.process.ProcessStatus;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How the supervisor writes its nouns as bytes, on the socket and in its journal alike. */
final class Binary {
  private static final int MAX_LENGTH = 16 << 20;

  private Binary() {}

  /** Writes one element of a list. */
  interface Writer<T> {
    void write(DataOutputStream out, T value) throws IOException;
  }

  /** Reads one element of a list. */
  interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  static <T> void list(DataOutputStream out, List<T> values, Writer<T> writer) throws IOException {
    out.writeInt(values.size());
    for (T value : values) {
      writer.write(out, value);
    }
  }

  static <T> List<T> list(DataInputStream in, Reader<T> reader) throws IOException {
    int size = length(in);
    var values = new ArrayList<T>(Math.min(size, 1024));
    for (int i = 0; i < size; i++) {
      values.add(reader.read(in));
    }
    return List.copyOf(values);
  }

  static void string(DataOutputStream out, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String string(DataInputStream in) throws IOException {
    byte[] bytes = new byte[length(in)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static void container(DataOutputStream out, ContainerId id) throws IOException {
    string(out, id.value());
  }

  static ContainerId container(DataInputStream in) throws IOException {
    return new ContainerId(string(in));
  }

  static void spec(DataOutputStream out, ProcessSpec spec) throws IOException {
    container(out, spec.container());
    string(out, spec.executable());
    list(out, spec.argv(), Binary::string);
    list(out, spec.environment(), Binary::string);
    string(out, spec.directory());
    string(out, spec.stdout());
    string(out, spec.stderr());
    list(out, spec.cgroups(), Binary::string);
  }

  static void isolated(DataOutputStream out, ProcessSpec spec) throws IOException {
    spec(out, spec);
    list(out, spec.isolation().identity().stream().toList(), Binary::identity);
    list(
        out,
        spec.isolation().limits(),
        (data, limit) -> {
          string(data, limit.name());
          string(data, limit.soft());
          string(data, limit.hard());
        });
    list(
        out,
        spec.isolation().mounts(),
        (data, mount) -> {
          string(data, mount.source());
          string(data, mount.target());
          data.writeBoolean(mount.readOnly());
        });
  }

  static ProcessSpec isolated(DataInputStream in) throws IOException {
    ProcessSpec plain = spec(in);
    var isolation =
        new Isolation(
            list(in, Binary::identity).stream().findFirst(),
            list(in, data -> new Isolation.Limit(string(data), string(data), string(data))),
            list(in, data -> new Isolation.Mount(string(data), string(data), data.readBoolean())));
    return new ProcessSpec(
        plain.container(),
        plain.executable(),
        plain.argv(),
        plain.environment(),
        plain.directory(),
        plain.stdout(),
        plain.stderr(),
        plain.cgroups(),
        isolation);
  }

  private static void identity(DataOutputStream out, Isolation.Identity identity)
      throws IOException {
    out.writeInt(identity.uid());
    out.writeInt(identity.gid());
    list(out, identity.groups(), DataOutputStream::writeInt);
  }

  private static Isolation.Identity identity(DataInputStream in) throws IOException {
    return new Isolation.Identity(in.readInt(), in.readInt(), list(in, DataInputStream::readInt));
  }

  static ProcessSpec spec(DataInputStream in) throws IOException {
    return new ProcessSpec(
        container(in),
        string(in),
        list(in, Binary::string),
        list(in, Binary::string),
        string(in),
        string(in),
        string(in),
        list(in, Binary::string));
  }

  static void report(DataOutputStream out, ProcessReport report) throws IOException {
    container(out, report.container());
    status(out, report.status());
  }

  static ProcessReport report(DataInputStream in) throws IOException {
    return new ProcessReport(container(in), status(in));
  }

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
        out.writeLong(at.toEpochMilli());
      }
      case ProcessStatus.Signaled(int signal, Instant at) -> {
        out.writeByte(4);
        out.writeInt(signal);
        out.writeLong(at.toEpochMilli());
      }
      case ProcessStatus.Vanished(String why, Instant at) -> {
        out.writeByte(5);
        string(out, why);
        out.writeLong(at.toEpochMilli());
      }
    }
  }

  static ProcessStatus status(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 1 -> new ProcessStatus.Running(in.readInt(), in.readLong());
      case 2 -> new ProcessStatus.NotStarted(string(in));
      case 3 -> new ProcessStatus.Exited(in.readInt(), Instant.ofEpochMilli(in.readLong()));
      case 4 -> new ProcessStatus.Signaled(in.readInt(), Instant.ofEpochMilli(in.readLong()));
      case 5 -> new ProcessStatus.Vanished(string(in), Instant.ofEpochMilli(in.readLong()));
      default -> throw new IOException("unknown process status " + kind);
    };
  }

  private static int length(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_LENGTH) {
      throw new IOException("a length of " + length + " is out of bounds");
    }
    return length;
  }
}
