package dev.stadion.agent.api;

import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.runtime.RunningAgent;
import dev.stadion.agent.sandbox.SandboxFiles;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sandboxes to look at (mesos-v1.md §12.3): whole host paths are virtual paths, and {@code
 * /frameworks/<f>/executors/<e>/runs/latest} is short for the same under this agent's id.
 */
@Path("/files")
public final class FilesResource {
  private static final int LONGEST_READ = 16 * 64 * 1024;
  private static final String SHORT = "/frameworks/";

  private final java.nio.file.Path root;
  private final SandboxFiles files;
  private final RunningAgent running;

  /**
   * @param root the directory of all sandboxes
   */
  public FilesResource(java.nio.file.Path root, RunningAgent running) {
    this.root = root;
    this.files = new SandboxFiles(root);
    this.running = running;
  }

  @GET
  @Path("browse")
  @Produces(MediaType.APPLICATION_JSON)
  public List<Map<String, Object>> browse(@QueryParam("path") String path) {
    return with(path, full -> files.list(full).stream().map(FilesResource::entry).toList());
  }

  @GET
  @Path("read")
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, Object> read(
      @QueryParam("path") String path,
      @QueryParam("offset") @DefaultValue("-1") long offset,
      @QueryParam("length") @DefaultValue("-1") long length) {
    if (offset < -1 || length < -1) {
      throw new BadRequestException("offset and length must be -1 or more");
    }
    return with(path, full -> files.read(full, file -> page(file, offset, length)));
  }

  @GET
  @Path("download")
  public Response download(@QueryParam("path") String path) {
    // Found to be readable now, so that what is missing is a 404 and not a broken download.
    long size = with(path, full -> files.read(full, SeekableByteChannel::size));
    String full = full(path);
    String name = full.substring(full.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    StreamingOutput body = out -> files.read(full, file -> copy(file, size, out));
    return Response.ok(body, MediaType.TEXT_PLAIN_TYPE)
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Length", size)
        .build();
  }

  private interface Work<T> {
    T on(String full) throws IOException;
  }

  private <T> T with(String path, Work<T> work) {
    String full = full(path);
    try {
      return work.on(full);
    } catch (NoSuchFileException e) {
      throw new NotFoundException("there is no such file or directory in a sandbox");
    } catch (SandboxFiles.NotAFileException e) {
      throw new BadRequestException("cannot read what is not a regular file");
    } catch (IOException e) {
      throw new NotFoundException("it cannot be read", e);
    }
  }

  private String full(String path) {
    if (path == null || path.isEmpty()) {
      throw new BadRequestException("Expecting 'path=value' in query");
    }
    if (!path.startsWith(SHORT)) {
      return path;
    }
    Optional<String> id = running.agent().flatMap(FilesResource::idOf);
    return root + "/" + id.orElseThrow(() -> new NotFoundException("not registered yet")) + path;
  }

  private static Optional<String> idOf(Agent agent) {
    return agent.state().id().map(id -> id.value());
  }

  private static Map<String, Object> page(SeekableByteChannel file, long offset, long length)
      throws IOException {
    long size = file.size();
    if (offset < 0) {
      return Map.of("data", "", "offset", size);
    }
    if (offset >= size) {
      return Map.of("data", "", "offset", offset);
    }
    long wanted = length < 0 ? LONGEST_READ : Math.min(length, LONGEST_READ);
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(wanted, size - offset));
    file.position(offset);
    int n = 0;
    while (n >= 0 && buffer.hasRemaining()) {
      n = file.read(buffer);
    }
    String data = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    return Map.of("data", data, "offset", offset);
  }

  /** Exactly {@code size} bytes, although the file may have grown since. */
  private static Void copy(SeekableByteChannel file, long size, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[64 * 1024];
    var in = Channels.newInputStream(file);
    for (long left = size; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new IOException("the file was cut while it was read");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
    return null;
  }

  private static Map<String, Object> entry(SandboxFiles.Entry entry) {
    PosixFileAttributes attributes = entry.attributes();
    var document = new LinkedHashMap<String, Object>();
    document.put("path", entry.path().toString());
    document.put("nlink", 1);
    document.put("size", attributes.size());
    document.put("mtime", attributes.lastModifiedTime().toMillis() / 1000);
    document.put(
        "mode", kind(attributes) + PosixFilePermissions.toString(attributes.permissions()));
    document.put("uid", attributes.owner().getName());
    document.put("gid", attributes.group().getName());
    return document;
  }

  private static String kind(PosixFileAttributes attributes) {
    if (attributes.isDirectory()) {
      return "d";
    }
    return attributes.isSymbolicLink() ? "l" : "-";
  }
}
