package dev.stadion.agent.executor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.ExecutorKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proofs of who an executor is: JSON Web Tokens signed with a key that only this agent knows, whose
 * claims name framework, executor and container (mesos-v1.md §11.1). Thread-safe.
 */
public final class ExecutorTokens {
  /** Where an executor finds its token. */
  public static final String VARIABLE = "MESOS_EXECUTOR_AUTHENTICATION_TOKEN";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String ALGORITHM = "HmacSHA256";
  private static final String HEADER =
      ENCODER.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8));

  private final SecretKeySpec key;

  /**
   * @param key at least 32 bytes
   */
  public ExecutorTokens(byte[] key) {
    if (key.length < 32) {
      throw new IllegalArgumentException("a key for executors' tokens must have 32 bytes");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** What a token says. */
  public record Claims(String framework, String executor, String container) {}

  public String issue(ExecutorKey executor, ContainerId container) {
    ObjectNode claims = JSON.createObjectNode();
    claims.put("cid", container.value());
    claims.put("eid", executor.executor());
    claims.put("fid", executor.framework().value());
    String signed = HEADER + "." + ENCODER.encodeToString(claims.toString().getBytes(UTF_8));
    return signed + "." + ENCODER.encodeToString(sign(signed));
  }

  /**
   * The claims of a token that this agent issued; empty for anything else.
   *
   * @param authorization the header, {@code Bearer <token>}; may be null
   */
  public Optional<Claims> verify(String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    String token = authorization.substring(7).strip();
    int last = token.lastIndexOf('.');
    if (last < 0 || !token.startsWith(HEADER + ".")) {
      return Optional.empty();
    }
    String signed = token.substring(0, last);
    try {
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(last + 1));
      if (!MessageDigest.isEqual(signature, sign(signed))) {
        return Optional.empty();
      }
      JsonNode claims =
          JSON.readTree(
              new String(
                  Base64.getUrlDecoder().decode(signed.substring(HEADER.length() + 1)), UTF_8));
      return Optional.of(
          new Claims(
              claims.path("fid").asText(),
              claims.path("eid").asText(),
              claims.path("cid").asText()));
    } catch (IllegalArgumentException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK knows " + ALGORITHM, e);
    }
  }
}
