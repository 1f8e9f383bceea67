package dev.stadion.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoriesTest {
  @TempDir Path home;

  @Test
  void withoutAnybodysWordThereIsNoRepository() {
    var found = new Repositories(Map.of("PIP_CONFIG_FILE", home + "/none"), home);

    assertThat(found.maven()).isEmpty();
  }

  @Test
  void theEnvironmentIsAskedFirst() {
    var found =
        new Repositories(
            Map.of(
                "STADION_MAVEN_REPOSITORY", "http://maven.test/m2",
                "PIP_INDEX_URL", "http://pip.test/simple/"),
            home);

    assertThat(found.maven()).contains(URI.create("http://maven.test/m2/"));
    assertThat(found.pypi()).contains(URI.create("http://pip.test/simple/"));
  }

  @Test
  void aMirrorOfMavenAndTheIndexOfPipAreFoundInTheirFiles() throws IOException {
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(
        home.resolve(".m2/settings.xml"),
        """
        <settings>
          <!-- <mirror><url>http://old.test/</url></mirror> -->
          <profiles><profile><repositories><repository>
            <url>http://repository.test/</url></repository></repositories></profile></profiles>
          <mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf>
            <url>http://mirror.test/m2</url></mirror></mirrors>
        </settings>
        """);
    Files.createDirectories(home.resolve(".config/pip"));
    Files.writeString(
        home.resolve(".config/pip/pip.conf"),
        """
        [global]
        timeout = 60
        index-url = http://index.test/simple
        """);

    var found = new Repositories(Map.of(), home);

    assertThat(found.maven()).contains(URI.create("http://mirror.test/m2/"));
    assertThat(found.pypi()).contains(URI.create("http://index.test/simple/"));
  }
}
