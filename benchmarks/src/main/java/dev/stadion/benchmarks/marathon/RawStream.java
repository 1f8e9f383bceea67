package dev.stadion.benchmarks.marathon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The raw limit of streams: a loop that writes the same bytes to all sockets. */
final class RawStream implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  RawStream() throws IOException {
    Thread.ofPlatform().daemon().name("raw-stream").start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
      }
    } catch (IOException e) {
      // closed
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  int connected() {
    return sockets.size();
  }

  void write(byte[] frames) throws IOException {
    for (Socket socket : sockets) {
      socket.getOutputStream().write(frames);
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }
}
