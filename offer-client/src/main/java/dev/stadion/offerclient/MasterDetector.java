package dev.stadion.offerclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says where masters are (mesos-v1.md §15). It is asked before each attempt to subscribe, on the
 * client's own thread, so it may look something up; what it knows may change.
 *
 * <p>ZooKeeper is not spoken here, to spare everybody its library: whoever has one at hand
 * implements this interface with {@link Znodes}.
 */
@FunctionalInterface
public interface MasterDetector {
  /**
   * Masters to try in turn, the likeliest leader first, such as {@code http://host:5050}; any that
   * knows the leader will do. Empty when none is known now.
   *
   * @throws RuntimeException when that cannot be told; it is logged, and asked again later
   */
  List<URI> masters();

  /**
   * Always the same.
   *
   * @throws IllegalArgumentException if there is none, or one is no HTTP address
   */
  static MasterDetector of(List<URI> masters) {
    if (masters.isEmpty()) {
      throw new IllegalArgumentException("at least one master must be named");
    }
    List<URI> endpoints = masters.stream().map(MasterEndpoint::of).toList();
    return () -> endpoints;
  }

  /**
   * From what people write after {@code --master}: {@code host:port}, {@code http://host:port},
   * several of those separated by commas, or {@code file:///path} with such a text in it, which is
   * read anew before each attempt.
   *
   * @throws IllegalArgumentException for anything else, {@code zk://} included
   */
  static MasterDetector parse(String text) {
    if (text.startsWith("zk://")) {
      throw new IllegalArgumentException(
          "zk:// needs a MasterDetector of your own: this library has no ZooKeeper client");
    }
    if (text.startsWith("file://")) {
      Path file = Path.of(URI.create(text));
      return () -> addresses(read(file));
    }
    return of(addresses(text));
  }

  private static List<URI> addresses(String text) {
    var masters = new ArrayList<URI>();
    for (String each : text.strip().split("[,\\s]+")) {
      if (!each.isEmpty()) {
        masters.add(MasterEndpoint.of(URI.create(each.contains("://") ? each : "http://" + each)));
      }
    }
    return masters;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
