package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.launch.Delay;
import dev.stadion.marathon.launch.OfferLog;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes what wants to be launched, and how offers fared with it (marathon.md §3.6). */
public final class QueueWriter {
  private QueueWriter() {}

  /**
   * @param withOffers whether offers that were not used are told one by one
   */
  public static ObjectNode write(MarathonState state, Instant now, boolean withOffers) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode items = json.putArray("queue");
    for (PathId id : state.hungry()) {
      state.service(id).ifPresent(service -> items.add(item(service, now, withOffers)));
    }
    return json;
  }

  private static ObjectNode item(Service service, Instant now, boolean withOffers) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    App app = service.app().orElseThrow();
    json.put(
        "count",
        service
            .tally()
            .count(key ->
                key.condition() == Condition.SCHEDULED
                    || key.condition() == Condition.PROVISIONED));
    json.put("role", app.definition().role());
    Optional<Delay> pending = service.delay().filter(delay -> delay.isPending(now));
    long left = pending.map(delay -> Duration.between(now, delay.until()).toSeconds()).orElse(0L);
    json.putObject("delay").put("timeLeftSeconds", left).put("overdue", pending.isEmpty());
    Instant since = service.instances().get(service.waiting().first()).since();
    json.put("since", Timestamps.write(since));
    json.set("processedOffersSummary", summary(service.offers()));
    if (withOffers) {
      ArrayNode unused = json.putArray("lastUnusedOffers");
      service.offers().latest().values().forEach(offer -> unused.add(unused(offer)));
    }
    if (app.isPod()) {
      json.set("pod", PodWriter.write(app));
    } else {
      json.set("app", AppWriter.write(app));
    }
    return json;
  }

  private static ObjectNode summary(OfferLog offers) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("processedOffersCount", offers.processed())
            .put("unusedOffersCount", offers.unused());
    offers.lastUnused().ifPresent(at -> json.put("lastUnusedOfferAt", Timestamps.write(at)));
    offers.lastUsed().ifPresent(at -> json.put("lastUsedOfferAt", Timestamps.write(at)));
    funnel(
        json.putArray("rejectSummaryLastOffers"),
        offers.latest().size() + (offers.lastUsed().isPresent() ? 1 : 0),
        offers.latestReasons());
    funnel(json.putArray("rejectSummaryLaunchAttempt"), offers.processed(), offers.reasons());
    return json;
  }

  /** Each row is about the offers that the rows above it left over. */
  private static void funnel(ArrayNode rows, long processed, Map<RefusalReason, Long> declined) {
    long left = processed;
    for (RefusalReason reason : RefusalReason.values()) {
      long here = declined.getOrDefault(reason, 0L);
      rows.addObject()
          .put("reason", reason.wireName())
          .put("declined", here)
          .put("processed", left);
      left -= here;
    }
  }

  private static ObjectNode unused(OfferLog.Unused unused) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("offer", offer(unused.offer()));
    ArrayNode reasons = json.putArray("reason");
    unused.refusals().stream()
        .map(refusal -> refusal.reason().wireName())
        .distinct()
        .forEach(reasons::add);
    return json.put("timestamp", Timestamps.write(unused.at()));
  }

  private static ObjectNode offer(Offer offer) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", offer.id().value())
            .put("hostname", offer.hostname())
            .put("agentId", offer.agent().value());
    ArrayNode resources = json.putArray("resources");
    offer
        .resources()
        .forEach((key, quantity) -> {
          ObjectNode node = resources.addObject().put("name", key.name()).put("role", key.role());
          switch (quantity) {
            case Quantity.Scalar scalar -> node.set("scalar", Numbers.of(scalar.value()));
            case Quantity.Ranges(var ranges) -> ranges(node.putArray("ranges"), ranges);
            case Quantity.Items(var names) ->
                AppWriter.texts(node.putArray("set"), names.stream().sorted().toList());
          }
        });
    ArrayNode attributes = json.putArray("attributes");
    for (Attribute attribute : offer.attributes()) {
      ObjectNode node = attributes.addObject().put("name", attribute.name());
      switch (attribute) {
        case Attribute.Text(var _, var text) -> node.put("text", text);
        case Attribute.Scalar(var _, var value) -> node.set("scalar", Numbers.of(value));
        case Attribute.Ranges(var _, var ranges) -> ranges(node.putArray("ranges"), ranges);
        case Attribute.Items(var _, var items) ->
            AppWriter.texts(node.putArray("set"), items.stream().sorted().toList());
      }
    }
    return json;
  }

  private static void ranges(ArrayNode array, List<Range> ranges) {
    ranges.forEach(r -> array.addObject().put("begin", r.begin()).put("end", r.end()));
  }
}
