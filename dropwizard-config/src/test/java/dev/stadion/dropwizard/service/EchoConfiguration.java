package dev.stadion.dropwizard.service;

import dev.stadion.dropwizard.config.ServiceConfiguration;

/** Configuration of the {@link EchoApplication}. */
final class EchoConfiguration extends ServiceConfiguration {
  EchoConfiguration() {
    super(0);
  }
}
