package dev.stadion.launcher.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.stadion.dropwizard.config.DatabaseConfiguration;
import dev.stadion.dropwizard.database.Schemas;
import dev.stadion.dropwizard.http.StrictJson;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.launcher.command.Command;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.logging.common.BootstrapLogging;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code stadion db}: migrates every schema, or tells how far they are. */
public final class DatabaseCommand {
  private static final List<String> SCHEMAS = List.of("master", "marathon", "chronos");

  private DatabaseCommand() {}

  /** Returns the exit code. */
  public static int run(Command.Database command, PrintStream out, PrintStream err) {
    // What it prints is for people and scripts; each step of Flyway would come between.
    BootstrapLogging.bootstrap();
    try {
      DatabaseConfiguration database = read(command.configuration());
      for (String schema : SCHEMAS) {
        Schemas.Status status =
            switch (command.action()) {
              case MIGRATE -> Schemas.migrate(database, schema);
              case STATUS -> Schemas.status(database, schema);
            };
        out.printf(
            "%-9s %s%s%n",
            schema,
            status.version().map(version -> "version " + version).orElse("not there"),
            status.pending() == 0 ? "" : ", " + status.pending() + " to be migrated");
      }
      return 0;
    } catch (IOException | StoreUnavailableException e) {
      err.println("stadion: " + e.getMessage());
      return 1;
    }
  }

  /** Any role's file will do: only its {@code database} section is looked at. */
  private static DatabaseConfiguration read(Path file) throws IOException {
    var source =
        new SubstitutingSourceProvider(
            new FileConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(false));
    try (InputStream in = source.open(file.toString())) {
      JsonNode section = new YAMLMapper().readTree(in).path("database");
      if (section.path("url").asText().isBlank()) {
        throw new IOException(file + " has no database section with a url");
      }
      return StrictJson.newObjectMapper().treeToValue(section, DatabaseConfiguration.class);
    }
  }
}
