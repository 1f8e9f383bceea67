package dev.stadion.dropwizard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.dropwizard.http.StrictJson;
import dev.stadion.dropwizard.leader.LeadershipSettings;
import dev.stadion.dropwizard.loop.LoopSettings;
import io.dropwizard.configuration.ConfigurationValidationException;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceConfigurationTest {
  private static final String LEAST = "database: {url: 'jdbc:postgresql://127.0.0.1/stadion'}\n";

  /** A service that listens on 8080. */
  static final class ExampleConfiguration extends LeaderServiceConfiguration {
    ExampleConfiguration() {
      super(8080);
    }

    @JsonProperty Authentication authenticated = Authentication.NONE;

    @Override
    protected Authentication authentication() {
      return authenticated;
    }
  }

  @Test
  void aFileWithNothingButTheDatabaseIsEnough() throws Exception {
    ExampleConfiguration read = read(LEAST);

    assertThat(read.getLoop().toSettings()).isEqualTo(LoopSettings.DEFAULTS);
    assertThat(read.getLeadership().toSettings()).isEqualTo(LeadershipSettings.DEFAULTS);
    assertThat(read.getMaxBody()).isEqualTo(DataSize.mebibytes(1));
    assertThat(read.getDatabase().getCoreConnections()).isEqualTo(8);
    assertThat(read.getDatabase().getApiConnections()).isEqualTo(16);
    assertThat(read.getDatabase().getMaxWaitForConnection()).isEqualTo(Duration.seconds(2));
    var server = (LoopbackServerFactory) read.getServerFactory();
    var application = (HttpConnectorFactory) server.getApplicationConnectors().getFirst();
    var admin = (HttpConnectorFactory) server.getAdminConnectors().getFirst();
    assertThat(application.getPort()).isEqualTo(8080);
    assertThat(application.getBindHost()).isEqualTo("127.0.0.1");
    assertThat(admin.getPort()).isEqualTo(18080);
    assertThat(admin.getBindHost()).isEqualTo("127.0.0.1");
    assertThat(server.isEnableVirtualThreads()).isTrue();
  }

  @Test
  void aServerSectionKeepsTheDefaultsItDoesNotMention() throws Exception {
    ExampleConfiguration read = read(LEAST + "server: {maxThreads: 32}\n");

    var server = (LoopbackServerFactory) read.getServerFactory();
    assertThat(server.getMaxThreads()).isEqualTo(32);
    assertThat(((HttpConnectorFactory) server.getApplicationConnectors().getFirst()).getPort())
        .isEqualTo(8080);
  }

  @Test
  void theDatabaseMustBeNamed() {
    assertThatThrownBy(() -> read("{}"))
        .isInstanceOf(ConfigurationValidationException.class)
        .hasMessageContaining("database.url");
  }

  @Test
  void aLeaderMustFallSilentBeforeAnotherTakesOver() {
    assertThatThrownBy(() -> read(LEAST + "leadership: {actWithin: 20s}\n"))
        .isInstanceOf(ConfigurationValidationException.class)
        .hasMessageContaining("beatEvery < actWithin < takeOverAfter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{type: http, port: 18080}",
        "{type: http, port: 18080, bindHost: 0.0.0.0}",
      })
  void twoConnectorsWithOnePortAreRefused(String api) throws Exception {
    String yaml = LEAST + "insecureAllowUnauthenticated: true\nserver: {applicationConnectors: [";

    assertThatThrownBy(() -> read(yaml + api + "]}"))
        .isInstanceOf(ConfigurationValidationException.class)
        .hasMessageContaining("the same port")
        .hasMessageContaining("server.adminConnectors");
    assertThat(read(yaml + "{type: http, port: 18080, bindHost: 127.0.0.2}]}")).isNotNull();
    assertThat(
            read(
                LEAST
                    + "server: {applicationConnectors: [{type: http, port: 0}],"
                    + " adminConnectors: [{type: http, port: 0}]}"))
        .isNotNull();
  }

  @Test
  void anAdminConnectorElsewhereIsRefusedToo() {
    assertThatThrownBy(() ->
            read(LEAST + "server: {adminConnectors: [{type: http, port: 0, bindHost: 0.0.0.0}]}"))
        .isInstanceOf(ConfigurationValidationException.class)
        .hasMessageContaining("loopback");
  }

  @Test
  void anApiThatAsksEverybodyMayListenEverywhereButItsSecretsMustNotBeInTheClear()
      throws Exception {
    String plain = "server: {applicationConnectors: [{type: http, port: 0, bindHost: 0.0.0.0}]}\n";
    String https = plain.replace("http,", "https, keyStorePath: k, keyStorePassword: p,");

    assertThatThrownBy(() -> read(LEAST + https + "authenticated: SOME"))
        .hasMessageContaining("where anybody may run commands");
    assertThatThrownBy(() -> read(LEAST + plain + "authenticated: ALL"))
        .hasMessageContaining("secrets would be sent over plain HTTP")
        .hasMessageNotContaining("where anybody may run commands");
    assertThat(read(LEAST + https + "authenticated: ALL")).isNotNull();
    assertThat(read(LEAST + plain + "authenticated: ALL\nallowPlaintextCredentials: true"))
        .isNotNull();
    assertThatThrownBy(() ->
            read(
                LEAST
                    + https.replace("application", "admin")
                    + "authenticated: ALL\nallowPlaintextCredentials: true"))
        .hasMessageContaining("where anybody may run commands");
  }

  @Test
  void anotherKindOfServerIsRefusedBecauseItsBindingIsUnknown() {
    assertThatThrownBy(() -> read(LEAST + "server: {type: simple}\n"))
        .isInstanceOf(ConfigurationValidationException.class)
        .hasMessageContaining("loopback");
  }

  private static ExampleConfiguration read(String yaml) throws Exception {
    var mapper = StrictJson.newObjectMapper().registerModule(LoopbackServerFactory.jacksonModule());
    return new YamlConfigurationFactory<>(
            ExampleConfiguration.class, Validators.newValidator(), mapper, "dw")
        .build(path -> new ByteArrayInputStream(path.getBytes(StandardCharsets.UTF_8)), yaml);
  }
}
