package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.job.Card;
import dev.stadion.chronos.job.DagRole;
import dev.stadion.chronos.job.DeleteAfter;
import dev.stadion.chronos.job.Inputs;
import dev.stadion.chronos.job.Options;
import dev.stadion.chronos.job.Overlap;
import dev.stadion.chronos.job.Parameter;
import dev.stadion.chronos.job.Queueing;
import dev.stadion.chronos.job.RetryRule;
import dev.stadion.chronos.job.TimeLimits;
import dev.stadion.chronos.job.Word;
import dev.stadion.chronos.schedule.Span;
import dev.stadion.scheduling.constraint.BoundedRegex;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Writes what a job says beyond Chronos, and nothing that it does not say (chronos.md §12.0). */
final class OptionsWriter {
  private OptionsWriter() {}

  /**
   * @param stored whether nobody but us will read it; secrets are written then
   */
  static void write(JsonGenerator json, Options options, boolean stored) throws IOException {
    if (options == Options.NONE) {
      return;
    }
    overlap(json, options.overlap());
    limits(json, options.limits());
    retrying(json, options.retrying());
    queueing(json, options.queueing());
    inputs(json, options.inputs());
    dag(json, options.dag());
    WatchWriter.write(json, options.watch(), stored);
    card(json, options.card());
    flag(json, "paused", options.paused());
    if (stored) {
      JobWriter.text(json, "pausedSince", options.pausedSince().map(Instant::toString));
      JobWriter.text(json, "metronome", options.metronome());
    }
  }

  private static void overlap(JsonGenerator json, Overlap overlap) throws IOException {
    word(json, "concurrencyPolicy", overlap.rule());
    number(json, "maxConcurrentRuns", overlap.most());
    span(json, "killGracePeriod", overlap.grace());
  }

  private static void limits(JsonGenerator json, TimeLimits limits) throws IOException {
    span(json, "runTimeout", limits.run());
    span(json, "queueTimeout", limits.queue());
  }

  private static void retrying(JsonGenerator json, RetryRule rule) throws IOException {
    span(json, "retryDelay", rule.delay());
    decimal(json, "retryBackoff", rule.backoff());
    span(json, "retryMaxDelay", rule.longest());
    decimal(json, "retryJitter", rule.jitter());
    if (rule.on().isPresent()) {
      json.writeArrayFieldStart("retryOn");
      for (RetryRule.Cause cause : RetryRule.Cause.values()) {
        if (rule.on().get().contains(cause)) {
          json.writeString(cause.word());
        }
      }
      json.writeEndArray();
    }
    numbers(json, "noRetryExitCodes", rule.never());
    numbers(json, "retryExitCodes", rule.only());
  }

  private static void queueing(JsonGenerator json, Queueing queueing) throws IOException {
    number(json, "priority", queueing.priority());
    JobWriter.text(json, "pool", queueing.pool());
    number(json, "poolSlots", queueing.slots());
  }

  private static void inputs(JsonGenerator json, Inputs inputs) throws IOException {
    if (!inputs.parameters().isEmpty()) {
      json.writeArrayFieldStart("parameters");
      for (Parameter parameter : inputs.parameters()) {
        json.writeStartObject();
        json.writeStringField("name", parameter.name());
        JobWriter.text(json, "description", parameter.description());
        JobWriter.text(json, "default", parameter.value());
        if (parameter.required()) {
          json.writeBooleanField("required", true);
        }
        word(json, "type", parameter.type());
        JobWriter.text(json, "pattern", parameter.pattern().map(BoundedRegex::source));
        if (!parameter.values().isEmpty()) {
          JobWriter.texts(json, "values", parameter.values());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    flag(json, "template", inputs.template());
    flag(json, "payloadAllowed", inputs.payload());
  }

  private static void dag(JsonGenerator json, DagRole dag) throws IOException {
    word(json, "dependencyMode", dag.mode());
    word(json, "triggerRule", dag.trigger());
    number(json, "maxActiveDagRuns", dag.mostRuns());
    flag(json, "dependsOnPast", dag.onPast());
    flag(json, "failFast", dag.failFast());
  }

  private static void card(JsonGenerator json, Card card) throws IOException {
    if (!card.labels().isEmpty()) {
      json.writeObjectFieldStart("labels");
      for (Map.Entry<String, String> label : card.labels().entrySet()) {
        json.writeStringField(label.getKey(), label.getValue());
      }
      json.writeEndObject();
    }
    JobWriter.text(json, "deleteAfter", card.deleteAfter().map(DeleteAfter::text));
  }

  // ---- values that may be missing ------------------------------------------------------------

  static void word(JsonGenerator json, String name, Optional<? extends Word> word)
      throws IOException {
    JobWriter.text(json, name, word.map(Word::word));
  }

  static void span(JsonGenerator json, String name, Optional<Span> span) throws IOException {
    JobWriter.text(json, name, span.map(Span::text));
  }

  private static void flag(JsonGenerator json, String name, Optional<Boolean> flag)
      throws IOException {
    if (flag.isPresent()) {
      json.writeBooleanField(name, flag.get());
    }
  }

  static void number(JsonGenerator json, String name, OptionalInt number) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsInt());
    }
  }

  private static void decimal(JsonGenerator json, String name, OptionalDouble number)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsDouble());
    }
  }

  private static void numbers(JsonGenerator json, String name, Collection<Integer> numbers)
      throws IOException {
    if (!numbers.isEmpty()) {
      json.writeArrayFieldStart(name);
      for (int number : numbers) {
        json.writeNumber(number);
      }
      json.writeEndArray();
    }
  }
}
