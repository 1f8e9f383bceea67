package dev.stadion.marathon.api.v2;

import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.scheduler.MarathonEvent.Command;
import dev.stadion.marathon.scheduler.MarathonEvent.Conditional;
import dev.stadion.marathon.scheduler.MarathonEvent.Conditions;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Query parameters that the original does not know; without them everything is as there. */
final class Parameters {
  private static final int YEAR = 365 * 24 * 3600;

  private final MultivaluedMap<String, String> query;

  Parameters(UriInfo uri) {
    this.query = uri.getQueryParameters();
  }

  /**
   * {@code command} under the conditions that were sent: {@code dryRun=true}, {@code
   * restart=false}, {@code deadline=<seconds>}.
   */
  Command conditional(Command command) {
    var conditions =
        new Conditions(
            Requests.flag(query.getFirst("dryRun"), false),
            "false".equalsIgnoreCase(query.getFirst("restart")),
            deadline());
    return conditions.equals(Conditions.NONE) ? command : new Conditional(command, conditions);
  }

  private Optional<Duration> deadline() {
    OptionalInt seconds = number("deadline", YEAR);
    return seconds.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(seconds.getAsInt()));
  }

  /**
   * A number from 1 to {@code most}.
   *
   * @throws jakarta.ws.rs.WebApplicationException when it is something else
   */
  OptionalInt number(String name, int most) {
    String text = query.getFirst(name);
    if (text == null) {
      return OptionalInt.empty();
    }
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return OptionalInt.of(number);
      }
    }
    throw Refusals.invalid(List.of(new Problem("/" + name, "must be a number from 1 to " + most)));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(query.getFirst(name)).filter(text -> !text.isEmpty());
  }

  boolean flag(String name) {
    return Requests.flag(query.getFirst(name), false);
  }
}
