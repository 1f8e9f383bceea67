package dev.stadion.dropwizard.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that belongs to this process: started from binaries on the class path, its
 * data in a directory that survives restarts and {@code kill -9} of anything. It waits for its
 * disk, listens on loopback with a password, is started again when it dies, and stops when this
 * process ends, however it ends.
 *
 * <p>In its directory: {@code server/} the programs, {@code data/} the cluster, {@code password}
 * (mode 0600), {@code port}, {@code postgres.log}, {@code lock}. One process at a time may use it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  /** The superuser of the cluster, and the one that the suite connects as. */
  public static final String USER = "stadion";

  private static final String HOST = "127.0.0.1";
  private static final long START_SECONDS = 120;
  private static final long LOOK_MILLIS = 15;
  private static final long STOP_SECONDS = 15;
  private static final long LONGEST_LOG = 10L * 1024 * 1024;

  private final Path directory;
  private final Path data;
  private final FileChannel lockChannel;
  private final String password;
  private final int port;
  private final Postmaster server;

  private EmbeddedPostgres(
      Path directory, FileChannel lockChannel, String password, int port, Postmaster server) {
    this.directory = directory;
    this.data = directory.resolve("data");
    this.lockChannel = lockChannel;
    this.password = password;
    this.port = port;
    this.server = server;
  }

  /**
   * Starts the server of {@code directory}, which is made on first use. A server that an earlier
   * process left behind is stopped first.
   */
  public static EmbeddedPostgres start(Path directory) throws IOException {
    return start(directory, directory);
  }

  /**
   * @param programs where the programs are unpacked, so that several clusters can share them
   */
  public static EmbeddedPostgres start(Path directory, Path programs) throws IOException {
    Path home = directory.toAbsolutePath().normalize();
    Files.createDirectories(home);
    FileChannel lock = lock(home);
    try {
      return start(home, PostgresBinaries.unpackInto(programs.toAbsolutePath()), lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedPostgres start(Path directory, Path programs, FileChannel lock)
      throws IOException {
    Path data = directory.resolve("data");
    stopOrphan(data);
    String password = password(directory);
    initialise(directory, programs, data);
    int port = port(directory);
    Postmaster server = launch(directory, programs, data, port);
    var started = new EmbeddedPostgres(directory, lock, password, port, server);
    try {
      started.awaitReady();
    } catch (IOException | RuntimeException e) {
      started.stopServer();
      throw e;
    }
    log.info("PostgreSQL listens on {}:{}, data in {}", HOST, port, data);
    return started;
  }

  /** Held until this process ends, even by kill -9. */
  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      log.debug("locked by this very process", e);
    }
    channel.close();
    throw new IOException("another process uses the database in " + directory);
  }

  private static void stopOrphan(Path data) throws IOException {
    Optional<ProcessHandle> orphan = PostmasterFile.read(data).flatMap(file -> file.serverOf(data));
    if (orphan.isPresent()) {
      log.warn(
          "stopping the PostgreSQL that an earlier process left behind, pid {}",
          orphan.get().pid());
      stop(orphan.get());
    }
  }

  private static String password(Path directory) throws IOException {
    Path file = directory.resolve("password");
    if (!Files.exists(file)) {
      byte[] secret = new byte[24];
      new SecureRandom().nextBytes(secret);
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path unfinished = directory.resolve("password.new");
      Files.deleteIfExists(unfinished);
      Files.createFile(unfinished, ownerOnly);
      Files.writeString(unfinished, HexFormat.of().formatHex(secret));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  /** Into another directory, then renamed: what is there under its name is whole. */
  private static void initialise(Path directory, Path programs, Path data) throws IOException {
    if (Files.exists(data.resolve("PG_VERSION"))) {
      return;
    }
    Path unfinished = directory.resolve("data.new");
    Trees.delete(unfinished);
    Commands.run(
        List.of(
            programs.resolve("bin/initdb").toString(),
            "--pgdata=" + unfinished,
            "--username=" + USER,
            "--pwfile=" + directory.resolve("password"),
            "--auth=scram-sha-256",
            // Stretching protects what can be guessed. This password is 24 random bytes, and each
            // connection would pay 4 096 rounds of SHA-256 for it.
            "--set=scram_iterations=1",
            "--encoding=UTF8",
            "--no-locale",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8"));
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The same port as last time if it is free. */
  private static int port(Path directory) throws IOException {
    Path file = directory.resolve("port");
    if (Files.exists(file)) {
      int last = Integer.parseInt(Files.readString(file).strip());
      if (isFree(last)) {
        return last;
      }
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      Files.writeString(file, Integer.toString(free.getLocalPort()));
      return free.getLocalPort();
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Postmaster launch(Path directory, Path programs, Path data, int port)
      throws IOException {
    List<String> server = new ArrayList<>();
    server.add(programs.resolve("bin/postgres").toString());
    server.addAll(List.of("-D", data.toString()));
    for (String setting : settings(port)) {
      server.addAll(List.of("-c", setting));
    }
    var builder =
        new ProcessBuilder(Commands.server(server))
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile(directory).toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    return Postmaster.start(builder);
  }

  private static Path logFile(Path directory) throws IOException {
    Path file = directory.resolve("postgres.log");
    if (Files.exists(file) && Files.size(file) > LONGEST_LOG) {
      Files.move(file, directory.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static List<String> settings(int port) {
    return List.of(
        "listen_addresses=" + HOST,
        "port=" + port,
        "unix_socket_directories=",
        // What was acknowledged survives.
        "fsync=on",
        "full_page_writes=on",
        "synchronous_commit=on",
        // Modest in memory and processes: one machine, a few dozen connections.
        "shared_buffers=256MB",
        "max_connections=160",
        "io_method=sync",
        "max_parallel_workers_per_gather=0",
        "jit=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_logical_replication_workers=0",
        "max_wal_size=1GB",
        "min_wal_size=512MB",
        "timezone=UTC",
        "log_timezone=UTC",
        "log_checkpoints=off");
  }

  private void awaitReady() throws IOException {
    Process first = server.process();
    long looks = TimeUnit.SECONDS.toMillis(START_SECONDS) / LOOK_MILLIS;
    for (long look = 0; look < looks; look++) {
      if (PostmasterFile.read(data)
          .filter(file -> file.ready() && file.pid() == pid())
          .isPresent()) {
        return;
      }
      if (hasEndedWithin(first.toHandle(), LOOK_MILLIS)) {
        throw new IOException(
            "PostgreSQL ended with " + first.exitValue() + "; see " + logFile(directory));
      }
    }
    throw new IOException("PostgreSQL is not ready yet; see " + logFile(directory));
  }

  private static boolean hasEndedWithin(ProcessHandle process, long millis) {
    try {
      process.onExit().get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /** Makes the database unless it is there, and answers its JDBC URL, without user and password. */
  public String database(String name) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", USER);
    properties.setProperty("password", password);
    try (Connection connection = DriverManager.getConnection(url("postgres"), properties)) {
      try (PreparedStatement query =
          connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
        query.setString(1, name);
        if (query.executeQuery().next()) {
          return url(name);
        }
      }
      try (Statement create = connection.createStatement()) {
        create.execute("CREATE DATABASE " + create.enquoteIdentifier(name, true));
      }
      return url(name);
    }
  }

  private String url(String database) {
    return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
  }

  /** The password of {@link #USER}. */
  public String password() {
    return password;
  }

  /** The port on loopback. */
  public int port() {
    return port;
  }

  /** The server's process, another one after it died. */
  public long pid() {
    return server.process().pid();
  }

  /** Stops the server in bounded time: sessions are cut off, what is committed is kept. */
  @Override
  public void close() throws IOException {
    stopServer();
    lockChannel.close();
  }

  private void stopServer() throws IOException {
    stop(server.give().toHandle());
  }

  /** Fast first; and at last as a crash, from which the next start recovers. */
  private static void stop(ProcessHandle server) throws IOException {
    for (String signal : List.of("INT", "QUIT", "KILL")) {
      if (!server.isAlive()) {
        return;
      }
      Commands.signal(signal, server.pid());
      if (hasEndedWithin(server, TimeUnit.SECONDS.toMillis(STOP_SECONDS))) {
        return;
      }
    }
  }
}
