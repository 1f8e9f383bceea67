package dev.stadion.marathon.deployment;

import dev.stadion.marathon.app.App;
import java.util.Optional;

/** What a deployment makes of one app or pod. */
public record Transition(Optional<App> from, Optional<App> to) {

  public boolean isOfPod() {
    return to.or(() -> from).filter(App::isPod).isPresent();
  }

  /** Whether an app would become a pod, or the other way round. */
  public boolean changesKind() {
    return from.isPresent() && to.isPresent() && from.get().isPod() != to.get().isPod();
  }

  /** Whether what runs does not fit what is wanted. */
  public boolean replacesTasks() {
    return from.isPresent()
        && to.isPresent()
        && !from.get()
            .versionInfo()
            .lastConfigChangeAt()
            .equals(to.get().versionInfo().lastConfigChangeAt());
  }

  /** How its instances get there; empty when they need not notice. */
  Optional<Action.Kind> kind() {
    if (to.isEmpty() || from.equals(to)) {
      return Optional.empty();
    }
    if (from.isEmpty()) {
      return Optional.of(Action.Kind.SCALE);
    }
    App before = from.get();
    App after = to.get();
    boolean sameTasks =
        before.versionInfo().lastConfigChangeAt().equals(after.versionInfo().lastConfigChangeAt());
    return Optional.of(
        sameTasks || after.definition().instances() == 0 ? Action.Kind.SCALE : Action.Kind.RESTART);
  }
}
