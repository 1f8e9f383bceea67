package dev.stadion.marathon.deployment;

import java.util.List;

/** Actions that go side by side; the next step begins when all are done. */
public record Step(List<Action> actions) {
  public Step {
    actions = List.copyOf(actions);
  }
}
