package dev.stadion.master.api;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import com.google.protobuf.ByteString;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.v1.FileInfo;
import dev.stadion.mesos.v1.master.Call;
import dev.stadion.mesos.v1.master.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The one file a master shows: its own log, when it writes one (mesos-v1.md §8.4). */
final class MasterLog {
  private static final String OURS = "dev.stadion.master";
  private static final String VIRTUAL = "/master/log";
  private static final int MOST_BYTES = 1 << 20;

  private MasterLog() {}

  static Response.ListFiles list(Call call) throws Refusal, IOException {
    Path file = file(call.hasListFiles(), "list_files", call.getListFiles().getPath());
    Map<String, Object> attributes =
        Files.readAttributes(file, "unix:nlink,size,lastModifiedTime,mode,owner,group");
    return Response.ListFiles.newBuilder()
        .addFileInfos(
            FileInfo.newBuilder()
                .setPath(VIRTUAL)
                .setNlink((Integer) attributes.get("nlink"))
                .setSize((Long) attributes.get("size"))
                .setMtime(Durations.toProto(Files.getLastModifiedTime(file).toInstant()))
                .setMode((Integer) attributes.get("mode"))
                .setUid(attributes.get("owner").toString())
                .setGid(attributes.get("group").toString()))
        .build();
  }

  static Response.ReadFile read(Call call) throws Refusal, IOException {
    Call.ReadFile read = call.getReadFile();
    Path file = file(call.hasReadFile(), "read_file", read.getPath());
    if (read.getOffset() < 0) {
      throw new Refusal(400, "'read_file.offset' is out of range");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long left = Math.max(0, size - read.getOffset());
      long wanted = read.hasLength() && read.getLength() >= 0 ? read.getLength() : left;
      ByteBuffer data = ByteBuffer.allocate((int) Math.min(MOST_BYTES, Math.min(left, wanted)));
      long position = read.getOffset();
      while (data.hasRemaining()) {
        int count = channel.read(data, position);
        if (count < 0) {
          break;
        }
        position += count;
      }
      return Response.ReadFile.newBuilder()
          .setSize(size)
          .setData(ByteString.copyFrom(data.flip()))
          .build();
    }
  }

  private static Path file(boolean present, String member, String path) throws Refusal {
    if (!present) {
      throw new Refusal(400, "Expecting '" + member + "' to be present");
    }
    return Optional.of(path)
        .filter(VIRTUAL::equals)
        .flatMap(p -> logFile())
        .filter(Files::isRegularFile)
        .orElseThrow(() -> new Refusal(404, "There is no file " + path));
  }

  private static Optional<Path> logFile() {
    // In one process with others the master has a file of its own.
    for (String name : List.of(OURS, org.slf4j.Logger.ROOT_LOGGER_NAME)) {
      Logger logger = (Logger) LoggerFactory.getLogger(name);
      Optional<Path> file = logFile(logger.iteratorForAppenders());
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  /** Appenders to files stand behind others that write later. */
  private static Optional<Path> logFile(Iterator<? extends Appender<?>> appenders) {
    while (appenders.hasNext()) {
      Appender<?> appender = appenders.next();
      if (appender instanceof FileAppender<?> file && file.getFile() != null) {
        return Optional.of(Path.of(file.getFile()));
      }
      if (appender instanceof AppenderAttachable<?> attachable) {
        Optional<Path> behind = logFile(attachable.iteratorForAppenders());
        if (behind.isPresent()) {
          return behind;
        }
      }
    }
    return Optional.empty();
  }
}
