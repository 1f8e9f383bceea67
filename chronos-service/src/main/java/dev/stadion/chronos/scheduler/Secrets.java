package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Watch;
import dev.stadion.chronos.notice.Notification;
import java.util.List;
import java.util.Optional;

/** Secrets can be written and not read; what readers send back stands for what is stored (B-71). */
final class Secrets {
  private Secrets() {}

  /** The job with the secrets of the one it takes the place of, where it only names them. */
  static Job kept(Job job, Optional<Job> before) {
    Watch watch = job.options().watch();
    if (before.isEmpty() || watch.notifications().stream().noneMatch(Notification::hidesSecret)) {
      return job;
    }
    List<Notification> known = before.get().options().watch().notifications();
    List<Notification> kept =
        watch.notifications().stream()
            .map(notification ->
                notification.hidesSecret() ? kept(notification, known) : notification)
            .toList();
    return job.with(job.options().with(watch.withNotifications(kept)));
  }

  private static Notification kept(Notification notification, List<Notification> known) {
    return known.stream()
        .filter(old -> old.isLike(notification) && old.secret().isPresent())
        .findFirst()
        .map(old -> notification.withSecret(old.secret()))
        .orElse(notification);
  }

  /** Whether it still names a secret that nobody knows. */
  static boolean unknown(Job job) {
    return job.options().watch().notifications().stream().anyMatch(Notification::hidesSecret);
  }
}
