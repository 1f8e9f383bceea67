package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import java.time.Instant;
import java.util.Optional;

/**
 * A framework was asked to give back what it has on an agent before maintenance. Its answer is only
 * remembered for the operator to see (mesos-v1.md §3.12). Lives in memory: a new master asks again.
 *
 * @param stream the subscription that was asked
 * @param description of the agent
 * @param outstanding whether this very question waits for an answer
 * @param askAgainAt when not outstanding: the same question is put again then
 * @param answer the newest one, perhaps to an earlier question about the same
 */
public record InverseOffer(
    OfferId id,
    FrameworkId framework,
    String stream,
    AgentId agent,
    AgentDescription description,
    Unavailability unavailability,
    boolean outstanding,
    Optional<Instant> askAgainAt,
    Optional<Answer> answer) {
  /** What the framework said. */
  public record Answer(boolean accepted, Instant at) {}

  /** Who was asked about what. */
  record Key(AgentId agent, FrameworkId framework) {}

  public InverseOffer {
    requireNonNull(id, "id");
    requireNonNull(framework, "framework");
    requireNonNull(stream, "stream");
    requireNonNull(agent, "agent");
    requireNonNull(description, "description");
    requireNonNull(unavailability, "unavailability");
    requireNonNull(askAgainAt, "askAgainAt");
    requireNonNull(answer, "answer");
  }

  Key key() {
    return new Key(agent, framework);
  }

  InverseOffer answered(Answer next, Instant again) {
    return new InverseOffer(
        id,
        framework,
        stream,
        agent,
        description,
        unavailability,
        false,
        Optional.of(again),
        Optional.of(next));
  }
}
