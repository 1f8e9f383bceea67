package dev.stadion.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A real server in this process, on loopback, with its files in a directory of the test's. */
final class TestZookeeper implements AutoCloseable {
  private static final int TICK_MILLIS = 500; // sessions last from two to twenty of these

  private final Path directory;
  private int port;
  private NIOServerCnxnFactory factory;
  private ZooKeeperServer server;

  TestZookeeper(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    start();
  }

  /** Again, on the same port, with what it knew. */
  void start() throws IOException, InterruptedException {
    server = new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MILLIS);
    factory = new NIOServerCnxnFactory();
    factory.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
    factory.startup(server);
    port = factory.getLocalPort();
  }

  void stop() {
    factory.shutdown();
  }

  /** As when a client was not heard of for too long. */
  void expire(long session) {
    server.closeSession(session);
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    stop();
  }
}
