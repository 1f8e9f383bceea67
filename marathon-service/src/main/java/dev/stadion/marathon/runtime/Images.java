package dev.stadion.marathon.runtime;

import dev.stadion.mesos.v1.Image;
import java.util.Map;
import java.util.Optional;

/**
 * Describes images that agents run without Docker's engine to a master (marathon.md §5.2). Pure.
 */
final class Images {
  private Images() {}

  /**
   * @param pullSecret names the declared secret with the registry's credentials
   * @param declared sources of secrets by name
   */
  static Image of(
      String name,
      boolean forcePull,
      Optional<String> pullSecret,
      Map<String, String> declared,
      SecretValues secrets) {
    Image.Builder image = Image.newBuilder().setType(Image.Type.DOCKER).setCached(!forcePull);
    image.getDockerBuilder().setName(name);
    pullSecret
        .map(declared::get)
        .ifPresent(source -> image.getDockerBuilder().setConfig(secrets.secret(source)));
    return image.build();
  }
}
