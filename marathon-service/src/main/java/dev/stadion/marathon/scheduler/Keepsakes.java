package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.secret.SealedSecret;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.Optional;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * What is remembered besides services, groups and deployments: who we are, who listens, secrets,
 * and what became of deployments that were undone. Lives for one decision, as {@link Turn} does.
 */
final class Keepsakes {
  private final Outbox outbox;
  private Optional<FrameworkId> framework;
  private TreePSet<String> subscribers;
  private TreePMap<String, SealedSecret> secrets;
  private UndoneDeployments undone;

  Keepsakes(MarathonState state, Outbox outbox) {
    this.outbox = outbox;
    this.framework = state.framework();
    this.subscribers = state.subscribers();
    this.secrets = state.secrets();
    this.undone = state.undone();
  }

  /** Empty before the master has named us. */
  Optional<FrameworkId> framework() {
    return framework;
  }

  void framework(FrameworkId id) {
    framework = Optional.of(id);
    outbox.change(new MarathonChange.SaveFramework(id));
  }

  TreePSet<String> subscribers() {
    return subscribers;
  }

  void subscribe(String url) {
    subscribers = subscribers.plus(url);
    outbox.change(new MarathonChange.SaveSubscriber(url));
  }

  void unsubscribe(String url) {
    subscribers = subscribers.minus(url);
    outbox.change(new MarathonChange.RemoveSubscriber(url));
  }

  TreePMap<String, SealedSecret> secrets() {
    return secrets;
  }

  boolean hasSecret(String path) {
    return secrets.containsKey(path);
  }

  void keepSecret(String path, SealedSecret secret) {
    secrets = secrets.plus(path, secret);
    outbox.change(new MarathonChange.SaveSecret(path, secret));
  }

  void removeSecret(String path) {
    secrets = secrets.minus(path);
    outbox.change(new MarathonChange.RemoveSecret(path));
  }

  UndoneDeployments undone() {
    return undone;
  }

  void remember(UndoneDeployments.Undone deployment) {
    undone = undone.plus(deployment);
    outbox.change(new MarathonChange.SaveUndoneDeployment(deployment));
  }
}
