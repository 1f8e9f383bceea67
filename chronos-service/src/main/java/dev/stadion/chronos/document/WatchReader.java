package dev.stadion.chronos.document;

import dev.stadion.chronos.job.History;
import dev.stadion.chronos.job.Sla;
import dev.stadion.chronos.job.Watch;
import dev.stadion.chronos.notice.Channel;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.notice.Occasion;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads who watches a job, and for what (chronos.md §12.10, §12.13, §12.15). */
final class WatchReader {
  private static final int MOST_RUNS = 1_000_000;
  private static final int MOST_NOTIFICATIONS = 100;
  private static final int LONGEST = 4_096;
  private static final String NO_SECRETS =
      "a secret cannot be kept: no secrets_key_file is configured here";

  private WatchReader() {}

  static Watch read(Fields fields) {
    List<Notification> notifications = fields.objects("notifications", WatchReader::notification);
    if (notifications.size() > MOST_NOTIFICATIONS) {
      fields.problem("notifications", "there must not be more than " + MOST_NOTIFICATIONS);
    }
    return new Watch(
        notifications.stream().limit(MOST_NOTIFICATIONS).toList(),
        fields.child("sla").map(WatchReader::sla),
        fields.someTime("expectedEvery"),
        new History(
            fields.whole("historyLimit", 1, MOST_RUNS),
            fields.whole("successHistoryLimit", 0, MOST_RUNS),
            fields.whole("failureHistoryLimit", 0, MOST_RUNS)));
  }

  /** The same with all secrets as they are kept; what a reader of ours was shown stays. */
  static Watch keepingSecrets(Watch watch, SecretKeeper secrets, Fields fields) {
    List<Notification> all = watch.notifications();
    if (all.stream().allMatch(n -> n.secret().isEmpty() || n.hidesSecret())) {
      return watch;
    }
    List<Notification> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Notification sent = all.get(i);
      boolean plain = sent.secret().isPresent() && !sent.hidesSecret();
      Optional<Notification> safe = plain ? secrets.kept(sent) : Optional.of(sent);
      if (safe.isEmpty()) {
        fields.problem("notifications/" + i + "/secret", NO_SECRETS);
      }
      kept.add(safe.orElse(sent));
    }
    return watch.withNotifications(kept);
  }

  private static Sla sla(Fields fields) {
    var sla =
        new Sla(
            fields.someTime("startWithin"),
            fields.someTime("maxDuration"),
            timeOfDay(fields),
            fields.someTime("finishWithin"),
            fields.word("action", Sla.Action.class));
    if (sla.finishBy().isPresent() && sla.finishWithin().isPresent()) {
      fields.problem("finishBy", "finishBy and finishWithin exclude each other");
    }
    if (sla.startWithin().isEmpty()
        && sla.maxDuration().isEmpty()
        && sla.finishBy().isEmpty()
        && sla.finishWithin().isEmpty()) {
      fields.problem(
          "startWithin", "an sla needs startWithin, maxDuration, finishBy or finishWithin");
    }
    return sla;
  }

  private static Optional<LocalTime> timeOfDay(Fields fields) {
    try {
      return fields.text("finishBy").filter(text -> !text.isEmpty()).map(LocalTime::parse);
    } catch (DateTimeException e) {
      fields.problem("finishBy", "finishBy must be a time of day such as 06:00");
      return Optional.empty();
    }
  }

  static Notification notification(Fields fields) {
    Optional<Channel> channel = fields.word("type", Channel.class);
    Optional<Set<Occasion>> on = fields.words("on", Occasion.class);
    if (channel.isEmpty() || on.isEmpty() || on.get().isEmpty()) {
      fields.problem(channel.isEmpty() ? "type" : "on", "a notification needs a type and on");
      return null;
    }
    Optional<String> url = fields.text("url").filter(text -> !text.isEmpty());
    if (channel.get() != Channel.EMAIL) {
      url.ifPresentOrElse(
          text -> urlProblem(text).ifPresent(error -> fields.problem("url", error)),
          () -> fields.problem("url", "a notification of this type needs a url"));
    }
    return new Notification(
        on.get(),
        channel.get(),
        url,
        shortText(fields, "to"),
        headers(fields),
        shortText(fields, "secret"),
        shortText(fields, "template"));
  }

  private static Optional<String> shortText(Fields fields, String name) {
    Optional<String> text = fields.text(name).filter(t -> !t.isEmpty());
    boolean multiLine = !name.equals("template") && text.filter(WatchReader::hasBreak).isPresent();
    if (multiLine || text.filter(t -> t.length() > LONGEST).isPresent()) {
      fields.problem(name, "%s must be one line of at most %d characters".formatted(name, LONGEST));
      return Optional.empty();
    }
    return text;
  }

  private static boolean hasBreak(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }

  private static Optional<String> urlProblem(String text) {
    try {
      var uri = new URI(text.strip());
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
        return Optional.of("a url must begin with http:// or https:// and name a host");
      }
      return uri.getRawUserInfo() == null
          ? Optional.empty()
          : Optional.of("a url must not carry credentials; use headers");
    } catch (URISyntaxException e) {
      return Optional.of("'%s' is not a url".formatted(StrictJson.shown(text)));
    }
  }

  private static SortedMap<String, String> headers(Fields fields) {
    var headers = new TreeMap<String, String>();
    fields
        .child("headers")
        .ifPresent(child ->
            child
                .names()
                .forEach(name -> {
                  String value = child.text(name, "");
                  boolean plain = value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
                  if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}") || !plain) {
                    child.problem(name, "this is no HTTP header");
                  } else {
                    headers.put(name, value);
                  }
                }));
    return headers;
  }
}
