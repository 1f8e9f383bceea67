package dev.stadion.master.heart;

import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.FaultDomain;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a framework asks of one fact about an agent (mesos-v1.md §3.2).
 *
 * @param fact which one
 * @param test what of it
 */
public record AttributeConstraint(Fact fact, Test test) {
  /** Something that can be known of an agent. */
  public sealed interface Fact {
    /** The first of this name. */
    record Named(String name) implements Fact {}

    record Hostname() implements Fact {}

    record Region() implements Fact {}

    record Zone() implements Fact {}
  }

  /** A question about it. Attributes that are not text pass every question about text. */
  public sealed interface Test {
    record Exists() implements Test {}

    record NotExists() implements Test {}

    /**
     * @param text answers whether the whole text is as wanted; bounded in time and memory
     */
    record TextIs(Predicate<String> text) implements Test {}

    record TextIsNot(Predicate<String> text) implements Test {}
  }

  boolean admits(AgentDescription agent) {
    return switch (fact) {
      case Fact.Named(var name) -> {
        Optional<Attribute> attribute =
            agent.attributes().stream().filter(a -> a.name().equals(name)).findFirst();
        yield attribute.isPresent() ? passes(attribute.get()) : passes(Optional.empty());
      }
      case Fact.Hostname() -> passes(Optional.of(agent.hostname()));
      case Fact.Region() -> passes(agent.domain().map(FaultDomain::region));
      case Fact.Zone() -> passes(agent.domain().map(FaultDomain::zone));
    };
  }

  private boolean passes(Attribute attribute) {
    return attribute instanceof Attribute.Text(var name, var value)
        ? passes(Optional.of(value))
        : !(test instanceof Test.NotExists);
  }

  private boolean passes(Optional<String> value) {
    return switch (test) {
      case Test.Exists() -> value.isPresent();
      case Test.NotExists() -> value.isEmpty();
      case Test.TextIs(var text) -> value.filter(text).isPresent();
      case Test.TextIsNot(var text) -> value.filter(text).isEmpty();
    };
  }
}
