package dev.stadion.master.api;

import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.scheduler.Call;
import java.util.Optional;

/** Frameworks have the principal they have shown to be (mesos-v1.md §14). */
final class Principals {
  private Principals() {}

  /**
   * The call with the authenticated principal where it says nothing of a principal.
   *
   * @throws Refusal when it says another one
   */
  static Call settled(Call call, Optional<String> authenticated) throws Refusal {
    if (authenticated.isEmpty()) {
      return call;
    }
    return switch (call.getType()) {
      case SUBSCRIBE -> {
        Call.Builder settled = call.toBuilder();
        settle(settled.getSubscribeBuilder().getFrameworkInfoBuilder(), authenticated.get());
        yield call.hasSubscribe() ? settled.build() : call;
      }
      case UPDATE_FRAMEWORK -> {
        Call.Builder settled = call.toBuilder();
        settle(settled.getUpdateFrameworkBuilder().getFrameworkInfoBuilder(), authenticated.get());
        yield call.hasUpdateFramework() ? settled.build() : call;
      }
      default -> call;
    };
  }

  private static void settle(FrameworkInfo.Builder info, String authenticated) throws Refusal {
    if (info.hasPrincipal() && !info.getPrincipal().equals(authenticated)) {
      throw new Refusal(
          400,
          "Failed to validate scheduler::Call: Authenticated principal '"
              + authenticated
              + "' does not match principal '"
              + info.getPrincipal()
              + "' set in 'FrameworkInfo'");
    }
    info.setPrincipal(authenticated);
  }
}
