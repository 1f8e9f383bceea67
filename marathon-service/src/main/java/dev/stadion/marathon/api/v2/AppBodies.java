package dev.stadion.marathon.api.v2;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.wire.StateWriter;
import dev.stadion.marathon.wire.StateWriter.Embed;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Apps as they are told, made ready once for every state that a service is in: a service is
 * immutable, so what is told of it does not change, and it is forgotten with it. Safe for any
 * thread.
 */
final class AppBodies {
  /** What is longer is made anew each time: the tasks of a large app. */
  private static final int LONGEST_KEPT = 16 * 1024;

  /** One of the sets of embeds that most readers ask for. */
  enum Kind {
    LISTED(EnumSet.of(Embed.COUNTS, Embed.DEPLOYMENTS)),
    ALONE(EnumSet.of(Embed.COUNTS, Embed.DEPLOYMENTS, Embed.TASKS, Embed.LAST_TASK_FAILURE));

    private final Set<Embed> embeds;

    Kind(Set<Embed> embeds) {
      this.embeds = embeds;
    }

    /** What the route tells if nobody asks for more. */
    Set<Embed> embeds() {
      return embeds;
    }
  }

  private final Map<Kind, Cache<Service, byte[]>> ready = new EnumMap<>(Kind.class);

  AppBodies() {
    for (Kind kind : Kind.values()) {
      // By identity: two states that are equal are not worth finding out about.
      ready.put(kind, Caffeine.newBuilder().weakKeys().build());
    }
  }

  /** The JSON of an app. */
  byte[] of(Service service, Set<Embed> embeds, Instant now) {
    for (Kind kind : Kind.values()) {
      if (kind.embeds().equals(embeds)) {
        return of(service, kind, now);
      }
    }
    return write(service, embeds, now);
  }

  private byte[] of(Service service, Kind kind, Instant now) {
    Cache<Service, byte[]> cache = ready.get(kind);
    byte[] known = cache.getIfPresent(service);
    if (known != null) {
      return known;
    }
    byte[] made = write(service, kind.embeds(), now);
    if (made.length <= LONGEST_KEPT) {
      cache.put(service, made);
    }
    return made;
  }

  private static byte[] write(Service service, Set<Embed> embeds, Instant now) {
    return StateWriter.app(service, embeds, now).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Only some keys of an app. */
  static byte[] only(Set<String> fields, Service service, Set<Embed> embeds, Instant now) {
    return StateWriter.app(service, embeds, now)
        .retain(fields)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * An object with nothing but an array of them.
   *
   * @param next where the next page begins, if there is one
   */
  static StreamingOutput array(String key, List<byte[]> members, Optional<PathId> next) {
    return out -> {
      write(out, "{\"" + key + "\":[");
      boolean first = true;
      for (byte[] member : members) {
        if (!first) {
          out.write(',');
        }
        out.write(member);
        first = false;
      }
      write(out, next.map(id -> "],\"next\":\"" + id.value() + "\"}").orElse("]}"));
    };
  }

  /** An object with nothing but one of them. */
  static byte[] object(String key, byte[] member) {
    byte[] begin = ("{\"" + key + "\":").getBytes(StandardCharsets.UTF_8);
    var whole = new byte[begin.length + member.length + 1];
    System.arraycopy(begin, 0, whole, 0, begin.length);
    System.arraycopy(member, 0, whole, begin.length, member.length);
    whole[whole.length - 1] = '}';
    return whole;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
