package dev.stadion.chronos.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The ticks that pauses have kept from firing, as long as it is not known whether they are made up
 * for (chronos.md §12.8). A pause that ends with catch-up is as if it had not been, but for the
 * delay; so a tick that two pauses held is wanted only if both end so.
 *
 * @param since every tick after this moment was held, up to where the job stands
 * @param unwanted what was held by a pause that ended without catch-up; in order
 */
public record Held(Instant since, List<Stretch> unwanted) {
  public Held {
    unwanted = List.copyOf(unwanted);
  }

  static Held since(Instant handled) {
    return new Held(handled, List.of());
  }

  Held without(Stretch more) {
    List<Stretch> all = new ArrayList<>(unwanted);
    all.add(more);
    return new Held(since, Stretch.merged(all));
  }

  /** What is to be made up for if nothing else is said any more. */
  List<Stretch> wanted(Instant upTo) {
    return new Stretch(since, upTo).without(unwanted);
  }
}
