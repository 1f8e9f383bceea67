package dev.stadion.launcher.dev;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Tells scripts and tests where a running suite is. The file is there exactly while the suite
 * serves.
 *
 * <pre>{"pid": 123, "database": "jdbc:postgresql://…",
 *  "servers": [{"role": "master", "api": "http://127.0.0.1:5050", "admin": "http://127.0.0.1:15050"}, …]}
 * </pre>
 */
final class SuiteFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private SuiteFile() {}

  /** Writes the file in one step, so that nobody reads half of it. */
  static void write(Path file, String databaseUrl, List<Server> servers) throws IOException {
    ObjectNode suite = JSON.createObjectNode();
    suite.put("pid", ProcessHandle.current().pid());
    suite.put("database", databaseUrl);
    var list = suite.putArray("servers");
    for (Server server : servers) {
      list.addObject()
          .put("role", server.role().word())
          .put("api", server.api().toString())
          .put("admin", server.admin().toString());
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, JSON.writeValueAsBytes(suite));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
