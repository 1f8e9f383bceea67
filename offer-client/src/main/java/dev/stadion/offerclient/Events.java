package dev.stadion.offerclient;

import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.OfferConverter;
import dev.stadion.mesos.convert.Statuses;
import dev.stadion.mesos.v1.OfferID;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.scheduling.offer.Offer;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The master's events in the core's words (mesos-v1.md §4): pure, so a simulation can read them
 * too.
 */
public final class Events {
  private Events() {}

  /**
   * One event read.
   *
   * @param event empty when it says nothing to a framework: a heartbeat, or a type of later times
   * @param unusable offers that cannot be understood and should be declined
   * @param problems what could not be understood, in words
   */
  public record Reading(
      Optional<SchedulerEvent> event, List<OfferID> unusable, List<String> problems) {
    public Reading {
      unusable = List.copyOf(unusable);
      problems = List.copyOf(problems);
    }

    private static Reading of(SchedulerEvent event) {
      return new Reading(Optional.of(event), List.of(), List.of());
    }

    private static Reading nothing() {
      return new Reading(Optional.empty(), List.of(), List.of());
    }
  }

  /**
   * @param master the endpoint of the stream
   * @param received the date of updates that bring none of their own
   */
  public static Reading read(Event event, URI master, Instant received) {
    try {
      return switch (event.getType()) {
        case SUBSCRIBED ->
            Reading.of(
                new SchedulerEvent.Subscribed(
                    Ids.fromProto(event.getSubscribed().getFrameworkId()), master));
        case OFFERS -> offers(event.getOffers());
        case RESCIND ->
            Reading.of(
                new SchedulerEvent.Rescinded(Ids.fromProto(event.getRescind().getOfferId())));
        case UPDATE ->
            Reading.of(
                new SchedulerEvent.Updated(
                    Statuses.fromProto(event.getUpdate().getStatus(), received)));
        case MESSAGE -> Reading.of(message(event.getMessage()));
        case FAILURE -> Reading.of(failure(event.getFailure()));
        case ERROR -> Reading.of(new SchedulerEvent.Refused(event.getError().getMessage()));
        case UPDATE_OPERATION_STATUS ->
            Reading.of(
                new SchedulerEvent.OperationUpdated(event.getUpdateOperationStatus().getStatus()));
        case INVERSE_OFFERS ->
            event.getInverseOffers().getInverseOffersCount() == 0
                ? Reading.nothing()
                : Reading.of(
                    new SchedulerEvent.InverseOffered(
                        event.getInverseOffers().getInverseOffersList()));
        case RESCIND_INVERSE_OFFER ->
            Reading.of(
                new SchedulerEvent.InverseRescinded(
                    Ids.fromProto(event.getRescindInverseOffer().getInverseOfferId())));
        case HEARTBEAT, UNKNOWN -> Reading.nothing();
      };
    } catch (IllegalArgumentException e) {
      return new Reading(
          Optional.empty(), List.of(), List.of(event.getType() + ": " + e.getMessage()));
    }
  }

  private static Reading offers(Event.Offers offers) {
    var usable = new ArrayList<Offer>();
    var unusable = new ArrayList<OfferID>();
    var problems = new ArrayList<String>();
    for (dev.stadion.mesos.v1.Offer offer : offers.getOffersList()) {
      try {
        usable.add(OfferConverter.fromProto(offer).withAgentUrl(AgentUrls.of(offer)));
      } catch (IllegalArgumentException e) {
        unusable.add(offer.getId());
        problems.add("offer " + offer.getId().getValue() + ": " + e.getMessage());
      }
    }
    return new Reading(
        usable.isEmpty() ? Optional.empty() : Optional.of(new SchedulerEvent.Offered(usable)),
        unusable,
        problems);
  }

  private static SchedulerEvent message(Event.Message message) {
    return new SchedulerEvent.MessageReceived(
        Ids.fromProto(message.getAgentId()), message.getExecutorId().getValue(), message.getData());
  }

  private static SchedulerEvent failure(Event.Failure failure) {
    return failure.hasExecutorId()
        ? new SchedulerEvent.ExecutorLost(
            Ids.fromProto(failure.getAgentId()),
            failure.getExecutorId().getValue(),
            failure.getStatus())
        : new SchedulerEvent.AgentLost(Ids.fromProto(failure.getAgentId()));
  }
}
