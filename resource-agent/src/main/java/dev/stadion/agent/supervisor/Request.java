package dev.stadion.agent.supervisor;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.Isolation;
import dev.stadion.agent.process.ProcessSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an agent asks of its supervisor. Nothing is answered by name: reports tell what became. */
sealed interface Request {

  /** Start these. A container that is already known is reported, not started again. */
  record Launch(List<ProcessSpec> specs) implements Request {
    public Launch {
      specs = List.copyOf(specs);
    }
  }

  /** Send a signal to every process of these containers. */
  record Kill(List<ContainerId> containers, int signal) implements Request {
    public Kill {
      containers = List.copyOf(containers);
    }
  }

  /** The agent has remembered the end of these. */
  record Forget(List<ContainerId> containers) implements Request {
    public Forget {
      containers = List.copyOf(containers);
    }
  }

  /** End, unless a task still lives. */
  record Leave() implements Request {}

  /** Neighbours that can be done at once become one; the order of what differs is kept. */
  static List<Request> merged(List<Request> requests) {
    var merged = new ArrayList<Request>();
    for (Request next : requests) {
      Optional<Request> both = merged.isEmpty() ? Optional.empty() : both(merged.getLast(), next);
      if (both.isPresent()) {
        merged.set(merged.size() - 1, both.get());
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  private static Optional<Request> both(Request one, Request other) {
    return switch (one) {
      case Launch(var some) when other instanceof Launch(var more) ->
          Optional.of(new Launch(concat(some, more)));
      case Kill(var some, int signal)
          when other instanceof Kill(var more, int same) && signal == same ->
          Optional.of(new Kill(concat(some, more), signal));
      case Forget(var some) when other instanceof Forget(var more) ->
          Optional.of(new Forget(concat(some, more)));
      case Launch _, Kill _, Forget _, Leave _ -> Optional.empty();
    };
  }

  private static <T> List<T> concat(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  default byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      switch (this) {
        case Launch(var specs) -> {
          // A supervisor of an earlier version knows plain ones only, and may still be there.
          boolean plain = specs.stream().allMatch(spec -> spec.isolation().equals(Isolation.NONE));
          out.writeByte(plain ? 1 : 5);
          Binary.list(out, specs, plain ? Binary::spec : Binary::isolated);
        }
        case Kill(var containers, int signal) -> {
          out.writeByte(2);
          Binary.list(out, containers, Binary::container);
          out.writeInt(signal);
        }
        case Forget(var containers) -> {
          out.writeByte(3);
          Binary.list(out, containers, Binary::container);
        }
        case Leave() -> out.writeByte(4);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  static Request parse(byte[] frame) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(frame))) {
      int kind = in.readByte();
      return switch (kind) {
        case 1 -> new Launch(Binary.list(in, Binary::spec));
        case 2 -> new Kill(Binary.list(in, Binary::container), in.readInt());
        case 3 -> new Forget(Binary.list(in, Binary::container));
        case 4 -> new Leave();
        case 5 -> new Launch(Binary.list(in, Binary::isolated));
        default -> throw new IOException("unknown request " + kind);
      };
    }
  }
}
