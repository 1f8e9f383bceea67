package dev.stadion.zookeeper;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code zk://[user:password@]host:port[,host:port…]/path[?scheme=https]}, as Mesos has it. The
 * last part is ours: it says how masters are spoken to, which nothing in ZooKeeper tells.
 *
 * @param servers as a client of ZooKeeper wants them: {@code host:port,…}
 * @param path of the directory with the masters, such as {@code /mesos}
 * @param credentials {@code user:password} to introduce oneself with
 * @param scheme {@code http} or {@code https}
 */
public record ZookeeperUrl(
    String servers, String path, Optional<String> credentials, String scheme) {
  static final String PREFIX = "zk://";
  private static final Pattern FORM =
      Pattern.compile(
          "zk://(?:([^/@]+)@)?([^/@?]+)(/[^?]*)?(?:\\?scheme=(https?))?", Pattern.DOTALL);
  private static final Pattern SERVERS =
      Pattern.compile(
          "(?:[\\w.-]+|\\[[0-9a-fA-F:]+\\])(?::\\d{1,5})?(?:,(?:[\\w.-]+|\\[[0-9a-fA-F:]+\\])(?::\\d{1,5})?)*");
  private static final Pattern PATH = Pattern.compile("(?:/[^/\\p{Cntrl}]+)+");

  /**
   * @throws IllegalArgumentException when it is not of the form; the message shows no password
   */
  public static ZookeeperUrl parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches() || !SERVERS.matcher(matcher.group(2)).matches()) {
      throw new IllegalArgumentException(
          "ZooKeeper must be named as in zk://host1:2181,host2:2181/mesos");
    }
    String path = matcher.group(3) == null ? "/" : matcher.group(3);
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "an address of ZooKeeper must end with a path such as /mesos, got " + path);
    }
    Optional<String> credentials = Optional.ofNullable(matcher.group(1));
    if (credentials.isPresent() && credentials.get().indexOf(':') < 1) {
      throw new IllegalArgumentException("credentials for ZooKeeper must be user:password");
    }
    return new ZookeeperUrl(
        matcher.group(2), path, credentials, Optional.ofNullable(matcher.group(4)).orElse("http"));
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return PREFIX + servers + path + (scheme.equals("http") ? "" : "?scheme=" + scheme);
  }
}
