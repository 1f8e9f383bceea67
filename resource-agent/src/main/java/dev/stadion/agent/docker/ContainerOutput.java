package dev.stadion.agent.docker;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a container writes into the files of its sandbox. The engine tells from the first
 * byte on; what an earlier life of the agent has written already is left out, so nothing is lost
 * and nothing is doubled when the agent is killed.
 */
final class ContainerOutput extends Listening<Frame> {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerOutput.class);

  private final Path stderr;
  private final Map<StreamType, OutputStream> files = new EnumMap<>(StreamType.class);
  private volatile boolean closed;
  private final Map<StreamType, Long> skip = new EnumMap<>(StreamType.class);

  /** Sizes of the files before the container was created: what others wrote there. */
  record Start(long stdout, long stderr) {
    static Start of(Path sandbox) throws IOException {
      return new Start(size(sandbox.resolve("stdout")), size(sandbox.resolve("stderr")));
    }

    private static long size(Path file) throws IOException {
      return Files.exists(file) ? Files.size(file) : 0;
    }
  }

  ContainerOutput(Path sandbox, Start start) throws IOException {
    this.stderr = sandbox.resolve("stderr");
    Start now = Start.of(sandbox);
    open(StreamType.STDOUT, sandbox.resolve("stdout"), now.stdout() - start.stdout());
    open(StreamType.STDERR, stderr, now.stderr() - start.stderr());
  }

  private void open(StreamType type, Path file, long written) throws IOException {
    files.put(type, Files.newOutputStream(file, StandardOpenOption.APPEND));
    skip.put(type, Math.max(0, written));
  }

  @Override
  public void onNext(Frame frame) {
    // A terminal has one stream only.
    StreamType type =
        frame.getStreamType() == StreamType.STDERR ? StreamType.STDERR : StreamType.STDOUT;
    byte[] bytes = frame.getPayload();
    int from = (int) Math.min(skip.get(type), bytes.length);
    skip.put(type, skip.get(type) - from);
    try {
      files.get(type).write(bytes, from, bytes.length - from);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the disk is full: the library ends the stream
    }
  }

  /** Says in the sandbox why there is less than there was, unless it was us who stopped. */
  @Override
  public void onError(Throwable why) {
    if (!closed) {
      LOG.info("the output of a container ends early: {}", why.toString());
      try {
        Files.writeString(
            stderr,
            "The output cannot be read from the Docker engine: " + why.getMessage() + "\n",
            StandardCharsets.UTF_8,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        LOG.debug("nor can that be written to {}", stderr, e);
      }
    }
    super.onError(why);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    super.close();
    for (OutputStream file : files.values()) {
      file.close();
    }
  }
}
