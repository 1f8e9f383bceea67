package dev.stadion.chronos.notice;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whom a job wants told, and when (chronos.md §12.15).
 *
 * @param url of the receiver; the server's own when empty
 * @param to an address for mail; the job's owner when empty
 * @param secret signs what is sent by HTTP; never shown
 * @param template of the message, with placeholders such as {@code ${job}}
 */
public record Notification(
    Set<Occasion> on,
    Channel channel,
    Optional<String> url,
    Optional<String> to,
    SortedMap<String, String> headers,
    Optional<String> secret,
    Optional<String> template) {
  /** What readers see instead of a secret; sent back, it means the one that is stored. */
  public static final String HIDDEN = "****";

  public Notification {
    on =
        Collections.unmodifiableSet(
            on.isEmpty() ? EnumSet.noneOf(Occasion.class) : EnumSet.copyOf(on));
    requireNonNull(channel, "channel");
    requireNonNull(url, "url");
    requireNonNull(to, "to");
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    requireNonNull(secret, "secret");
    requireNonNull(template, "template");
  }

  /** By the server's own way (chronos.md §10). */
  public static Notification by(Channel channel, String owner) {
    return new Notification(
        Set.of(),
        channel,
        Optional.empty(),
        Optional.of(owner),
        new TreeMap<>(),
        Optional.empty(),
        Optional.empty());
  }

  public boolean hidesSecret() {
    return secret.filter(HIDDEN::equals).isPresent();
  }

  public Notification withSecret(Optional<String> known) {
    return new Notification(on, channel, url, to, headers, known, template);
  }

  /** Whether this is another version of the same notification. */
  public boolean isLike(Notification other) {
    return channel == other.channel && url.equals(other.url) && to.equals(other.to);
  }
}
