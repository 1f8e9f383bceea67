package dev.stadion.mesos.detect;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Says where masters are (mesos-v1.md §15). It is asked before each attempt to reach one, on the
 * asker's own thread, so it may look something up; what it knows may change.
 *
 * <p>ZooKeeper is not spoken here, to spare everybody its library: the artifact {@code zookeeper}
 * on the class path makes {@link #parse} understand {@code zk://} as well, as any {@link
 * MasterScheme} does for its own addresses.
 */
@FunctionalInterface
public interface MasterDetector extends AutoCloseable {
  /**
   * Masters to try in turn, the likeliest leader first, such as {@code http://host:5050}; any that
   * knows the leader will do. Empty when none is known now.
   *
   * @throws RuntimeException when that cannot be told; it is logged, and asked again later
   */
  List<URI> masters();

  /**
   * Has {@code changed} called, soon and on any thread, whenever the first of {@link #masters}
   * becomes another one. Most detectors cannot notice, and never call it. Once only.
   */
  default void onChange(Runnable changed) {}

  /** What people wrote, without secrets. */
  default String description() {
    return "masters of a kind of its own";
  }

  /** Forgets what it holds open. Whoever was given a detector to find masters closes it. */
  @Override
  default void close() {}

  /**
   * Always the same.
   *
   * @throws IllegalArgumentException if there is none, or one is no HTTP address
   */
  static MasterDetector of(List<URI> masters) {
    return new FixedMasters(masters);
  }

  /**
   * From what people write after {@code --master}: {@code host:port}, {@code http://host:port},
   * several of those separated by commas, {@code file:///path} with such a text in it, which is
   * read anew before each attempt, or an address of a {@link MasterScheme} that is on the class
   * path, such as {@code zk://z1:2181,z2:2181/mesos}. Nothing is opened before the masters are
   * asked for.
   *
   * @throws IllegalArgumentException for anything else
   */
  static MasterDetector parse(String text) {
    String address = text.strip();
    if (address.startsWith("file://")) {
      return new MastersFile(Path.of(URI.create(address)));
    }
    int colon = address.indexOf("://");
    String scheme = colon < 0 ? "" : address.substring(0, colon);
    return ServiceLoader.load(MasterScheme.class, MasterDetector.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.name().equals(scheme))
        .findFirst()
        .map(each -> each.open(address))
        .orElseGet(() -> {
          if (scheme.equals("zk")) {
            throw new IllegalArgumentException(
                "zk:// needs the artifact dev.stadion:zookeeper on the class path");
          }
          return new FixedMasters(FixedMasters.addresses(address));
        });
  }
}
