package dev.stadion.chronos.runtime.outside;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.chronos.document.SecretKeeper;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.dropwizard.auth.SecretSeal;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;

/**
 * Secrets of notifications are sealed as soon as they arrive and opened only to sign what is sent
 * (promises.md §7.6): neither memory nor the database has them in the clear. A secret is good for
 * the address it was sent for and for no other.
 */
public final class NotificationSecrets implements SecretKeeper {
  private static final String SEALED = "sealed:";

  private final Optional<SecretSeal> seal;

  /**
   * @param seal without one no secret can be kept
   */
  public NotificationSecrets(Optional<SecretSeal> seal) {
    this.seal = seal;
  }

  @Override
  public Optional<Notification> kept(Notification sent) {
    return seal.map(key ->
        sent.withSecret(
            sent.secret()
                .map(secret ->
                    SEALED
                        + Base64.getEncoder()
                            .encodeToString(key.sealAlike(path(sent), secret.getBytes(UTF_8))))));
  }

  /**
   * The secret in the clear; what an earlier version has stored is in the clear already.
   *
   * @throws DeliveryException when it cannot be opened here
   */
  Optional<String> open(Notification notification) throws DeliveryException {
    Optional<String> sealed = notification.secret().filter(text -> text.startsWith(SEALED));
    if (sealed.isEmpty()) {
      return notification.secret();
    }
    SecretSeal key =
        seal.orElseThrow(() ->
            new DeliveryException(
                "its secret is sealed, and no secrets_key_file is configured", false));
    try {
      byte[] value =
          key.open(
              path(notification),
              Base64.getDecoder().decode(sealed.get().substring(SEALED.length())));
      return Optional.of(new String(value, UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new DeliveryException("its secret cannot be opened with our key", false);
    }
  }

  private static String path(Notification notification) {
    return "notification " + notification.url().orElse("");
  }
}
