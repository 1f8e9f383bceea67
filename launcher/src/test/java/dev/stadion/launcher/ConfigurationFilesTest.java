package dev.stadion.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.dropwizard.config.ServiceConfiguration;
import dev.stadion.dropwizard.service.StadionApplication;
import dev.stadion.launcher.command.Role;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.setup.Bootstrap;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Defaults stand in one place, and that is not {@code conf/}. */
class ConfigurationFilesTest {

  @ParameterizedTest
  @EnumSource(Role.class)
  void theFileOfARoleSaysNothingButAddresses(Role role) throws Exception {
    assertEqualsDefaults(Applications.of(role), "../conf/" + role.word() + ".yml");
  }

  private static <C extends ServiceConfiguration> void assertEqualsDefaults(
      StadionApplication<C> application, String file)
      throws IOException, ConfigurationException, ReflectiveOperationException {
    var bootstrap = new Bootstrap<>(application);
    application.initialize(bootstrap);
    ObjectMapper json = bootstrap.getObjectMapper();
    Class<C> type = application.getConfigurationClass();

    C read =
        bootstrap
            .getConfigurationFactoryFactory()
            .create(type, bootstrap.getValidatorFactory().getValidator(), json, "dw")
            .build(bootstrap.getConfigurationSourceProvider(), file);

    C defaults = type.getDeclaredConstructor().newInstance();
    assertThat(withoutAddresses(json.valueToTree(read)))
        .isEqualTo(withoutAddresses(json.valueToTree(defaults)));
  }

  private static ObjectNode withoutAddresses(ObjectNode configuration) {
    configuration.remove("master");
    if (configuration.get("database") instanceof ObjectNode database) {
      database.remove("url");
      database.remove("user");
      database.remove("password");
    }
    return configuration;
  }
}
