package dev.stadion.master.api;

import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.mesos.v1.master.Call;
import jakarta.servlet.http.HttpServletResponse;

/** What an operator's change is answered with (mesos-v1.md §13). */
final class OperatorOutcomes {
  private OperatorOutcomes() {}

  /**
   * Returns when it was done.
   *
   * @throws Refusal when it was not
   */
  static void settle(MasterOutcome outcome) throws Refusal {
    switch (outcome) {
      case MasterOutcome.Accepted() -> {
        // done
      }
      case MasterOutcome.PolicyRefused(var message) -> throw new Refusal(400, message);
      case MasterOutcome.OperatorRefused(var why, var message) ->
          throw new Refusal(
              switch (why) {
                case INVALID -> 400;
                case UNKNOWN -> 404;
                case CONFLICT -> 409;
              },
              message);
      default -> throw new IllegalStateException("an operator's call led to " + outcome);
    }
  }

  /** Changes of resources are only understood when the answer is given; the agent does them. */
  static int status(Call.Type type) {
    return switch (type) {
      case RESERVE_RESOURCES, UNRESERVE_RESOURCES, CREATE_VOLUMES, DESTROY_VOLUMES ->
          HttpServletResponse.SC_ACCEPTED;
      default -> HttpServletResponse.SC_OK;
    };
  }
}
