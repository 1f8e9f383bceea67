package dev.stadion.marathon.runtime;

import com.google.protobuf.ByteString;
import dev.stadion.dropwizard.auth.SecretSeal;
import dev.stadion.marathon.secret.SealedSecret;
import dev.stadion.marathon.secret.SecretPath;
import dev.stadion.mesos.v1.Secret;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens secrets for the tasks that declare them, in the moment in which they are launched. */
@FunctionalInterface
public interface SecretValues {
  /** Nobody has any. */
  SecretValues NONE = source -> Optional.empty();

  /** The value at {@code source}; empty when there is none that can be opened. */
  Optional<ByteString> at(String source);

  /** Opens {@code sealed} with {@code seal}. */
  static SecretValues of(Optional<SecretSeal> seal, Map<String, SealedSecret> sealed) {
    return seal.isEmpty() ? NONE : source -> open(seal.get(), sealed, source);
  }

  private static Optional<ByteString> open(
      SecretSeal seal, Map<String, SealedSecret> sealed, String source) {
    Optional<String> path = SecretPath.of(source).filter(sealed::containsKey);
    try {
      return path.isEmpty()
          ? Optional.empty()
          : Optional.of(ByteString.copyFrom(seal.open(path.get(), sealed.get(path.get()).bytes())));
    } catch (GeneralSecurityException e) {
      Logger log = LoggerFactory.getLogger(SecretValues.class);
      log.error("secret {} cannot be opened with our key", path.get(), e);
      return Optional.empty();
    }
  }

  /**
   * What a task is given. Of a secret that we do not have only the name is told: an agent that
   * knows no better refuses the task and says why.
   */
  default Secret secret(String source) {
    Secret.Builder secret = Secret.newBuilder();
    at(source)
        .ifPresentOrElse(
            value -> secret.setType(Secret.Type.VALUE).getValueBuilder().setData(value),
            () -> secret.setType(Secret.Type.REFERENCE).getReferenceBuilder().setName(source));
    return secret.build();
  }
}
