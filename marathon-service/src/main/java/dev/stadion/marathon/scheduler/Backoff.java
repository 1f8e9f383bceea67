package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition.BackoffStrategy;
import dev.stadion.marathon.launch.Delay;
import java.time.Instant;
import java.util.Optional;

/** Makes an app wait longer after each failure (marathon.md §13). */
final class Backoff {
  private Backoff() {}

  /**
   * @param begunAt when what failed was begun; failures of one generation count once
   */
  static void raise(Turn turn, App app, Instant begunAt) {
    BackoffStrategy strategy = app.definition().backoff();
    Instant configuration = app.versionInfo().lastConfigChangeAt();
    Service service = turn.service(app.id());
    Delay delay =
        service
            .delay()
            .filter(known -> known.configuration().equals(configuration))
            .filter(known -> !known.isHistory(strategy, turn.now()))
            .map(known -> known.again(begunAt, strategy, turn.now()))
            .orElseGet(() -> Delay.first(configuration, strategy, turn.now()));
    turn.put(service.withDelay(Optional.of(delay)));
  }
}
