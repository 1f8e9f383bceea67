package dev.stadion.dropwizard.postgres;

import java.nio.file.Path;

/** A process that holds a server until it is killed. Prints the server's pid and port. */
final class HoldPostgres {
  private HoldPostgres() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]));
    server.database("kept");
    System.out.println(server.pid() + " " + server.port());
    Thread.currentThread().join();
  }
}
