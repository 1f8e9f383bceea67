package dev.stadion.master.heart;

import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import java.util.ArrayList;
import java.util.List;

/**
 * The least that is worth an offer (mesos-v1.md §10.3).
 *
 * @param alternatives one of them is enough; without any, everything is
 */
public record OfferMinimum(List<List<Amount>> alternatives) {
  /** At least 0.01 cpus, or at least 32 MB. */
  public static final OfferMinimum DEFAULT = parse("cpus:0.01|mem:32");

  /** So many thousandths of a scalar resource. */
  public record Amount(String name, long millis) {}

  public OfferMinimum {
    alternatives = alternatives.stream().map(List::copyOf).toList();
  }

  /**
   * Reads {@code cpus:0.01|mem:32}: alternatives apart by bars, each in the text form of resources.
   *
   * @throws IllegalArgumentException when it cannot be read, or names what is not an amount
   */
  public static OfferMinimum parse(String text) {
    var alternatives = new ArrayList<List<Amount>>();
    for (String alternative : text.split("\\|", -1)) {
      var amounts = new ArrayList<Amount>();
      ResourcesText.parse(alternative)
          .forEach((key, quantity) -> {
            if (!(quantity instanceof Quantity.Scalar(long millis))) {
              throw new IllegalArgumentException("'" + key.name() + "' must be an amount");
            }
            amounts.add(new Amount(key.name(), millis));
          });
      if (!amounts.isEmpty()) {
        alternatives.add(amounts);
      }
    }
    return new OfferMinimum(alternatives);
  }

  boolean allows(Resources resources) {
    if (resources.isEmpty()) {
      return false;
    }
    if (alternatives.isEmpty()) {
      return true;
    }
    for (List<Amount> alternative : alternatives) {
      if (has(resources, alternative)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(Resources resources, List<Amount> amounts) {
    for (Amount amount : amounts) {
      if (resources.millis(amount.name()) < amount.millis()) {
        return false;
      }
    }
    return true;
  }
}
