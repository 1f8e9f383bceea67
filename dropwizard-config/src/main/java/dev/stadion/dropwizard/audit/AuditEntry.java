package dev.stadion.dropwizard.audit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of the audit log. It names things and never holds what was sent: no bodies, no values, no
 * secrets.
 *
 * @param requestId by which the log of the service is searched
 * @param actor who it was; empty when nobody had to say it, or could not prove it
 * @param source the address they came from
 * @param action in the words of the API, such as {@code MARK_AGENT_GONE}
 * @param object what it was done to, such as an agent's id; may be empty
 * @param outcome {@link #BEGUN}, or the status of the answer
 */
public record AuditEntry(
    Instant at,
    String requestId,
    Optional<String> actor,
    String source,
    String action,
    String object,
    String outcome) {
  /** It was allowed, and what comes of it stands in a later row of the same request. */
  public static final String BEGUN = "begun";

  private static final int LONGEST = 1_000;

  public AuditEntry {
    requireNonNull(at, "at");
    requestId = harmless(requestId);
    actor = actor.map(AuditEntry::harmless);
    source = harmless(source);
    action = harmless(action);
    object = harmless(object);
    outcome = harmless(outcome);
  }

  /** Of users' text at most a thousand characters, and none that a database or terminal minds. */
  private static String harmless(String text) {
    var clean = new StringBuilder();
    text.codePoints().limit(LONGEST).map(AuditEntry::printable).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static int printable(int c) {
    boolean halfACharacter = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return Character.isISOControl(c) || halfACharacter ? '?' : c;
  }
}
