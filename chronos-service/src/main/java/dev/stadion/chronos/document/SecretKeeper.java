package dev.stadion.chronos.document;

import dev.stadion.chronos.notice.Notification;
import java.util.Optional;

/** How the secret of a notification is kept that somebody sends in the clear. */
@FunctionalInterface
public interface SecretKeeper {
  /** As it was sent: for documents that come from where secrets are kept. */
  SecretKeeper AS_IT_IS = Optional::of;

  /**
   * @param sent has a secret
   * @return the same with the secret as it is kept; empty when none can be kept here
   */
  Optional<Notification> kept(Notification sent);
}
