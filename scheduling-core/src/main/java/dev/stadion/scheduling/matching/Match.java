package dev.stadion.scheduling.matching;

import dev.stadion.scheduling.resource.Resources;
import java.util.List;

/** The outcome of holding a demand against an offer. */
public sealed interface Match {
  /**
   * It fits.
   *
   * @param taken what to put into the task; contained in the offer
   * @param hostPorts one for each {@link PortDemand}, in its order
   */
  record Fits(Resources taken, List<Integer> hostPorts) implements Match {
    public Fits {
      hostPorts = List.copyOf(hostPorts);
    }
  }

  /** It does not fit; every failing reason is named, in funnel order, never empty. */
  record Refused(List<Refusal> refusals) implements Match {
    public Refused {
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * One reason with its figures in words.
   *
   * @param detail such as {@code wants 2 cpus, offered 0.5}
   */
  record Refusal(RefusalReason reason, String detail) {}
}
