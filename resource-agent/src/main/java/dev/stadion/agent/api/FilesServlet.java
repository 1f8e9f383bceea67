package dev.stadion.agent.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.runtime.RunningAgent;
import dev.stadion.agent.sandbox.SandboxFiles;
import dev.stadion.dropwizard.stream.Refusal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /files/…}: sandboxes to look at (mesos-v1.md §12.3). */
public final class FilesServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final List<String> NAMES =
      List.of("/files/browse", "/files/read", "/files/download", "/files/debug");

  private final transient VirtualFiles files;

  /**
   * @param root the directory of all sandboxes; absolute
   */
  public FilesServlet(Path root, RunningAgent running) {
    this.files = new VirtualFiles(requireNonNull(root, "root"), running);
  }

  /** Every path this servlet is for. */
  public static String[] paths() {
    return Paths.of(NAMES);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      switch (Paths.name(request.getServletPath())) {
        case "/files/browse" -> {
          List<Map<String, Object>> entries =
              files.list(path(request)).stream().map(FilesServlet::entry).toList();
          JsonAnswer.write(request, response, entries);
        }
        case "/files/read" -> JsonAnswer.write(request, response, read(request));
        case "/files/debug" -> JsonAnswer.write(request, response, files.all());
        default -> download(request, response);
      }
    } catch (Refusal refusal) {
      refusal.answer(response);
    }
  }

  private Map<String, Object> read(HttpServletRequest request) throws Refusal {
    String path = path(request);
    long offset = number(request, "offset");
    long length = number(request, "length");
    var piece = files.piece(path, offset, offset < 0 ? 0 : length);
    var document = new LinkedHashMap<String, Object>();
    document.put("data", StandardCharsets.UTF_8.decode(piece.data()).toString());
    document.put("offset", offset < 0 ? piece.size() : offset);
    return document;
  }

  private void download(HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal {
    String path = path(request);
    String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    Optional<IOException> broken =
        files.read(
            path,
            file -> {
              long size = file.size();
              response.setContentType("text/plain"); // whatever a task wrote, nobody executes it
              response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
              response.setHeader("X-Content-Type-Options", "nosniff");
              response.setContentLengthLong(size);
              try {
                copy(file, size, response.getOutputStream());
                return Optional.empty();
              } catch (IOException e) {
                return Optional.of(e); // too late for another status
              }
            });
    if (broken.isPresent()) {
      throw broken.get();
    }
  }

  /** Exactly {@code size} bytes, although the file may have grown since. */
  private static void copy(SeekableByteChannel file, long size, OutputStream out)
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
  }

  private static String path(HttpServletRequest request) throws Refusal {
    String path = request.getParameter("path");
    if (path == null || path.isEmpty()) {
      throw new Refusal(400, "Expecting 'path=value' in query");
    }
    return path;
  }

  /** -1 when it is not said. */
  private static long number(HttpServletRequest request, String name) throws Refusal {
    String text = request.getParameter(name);
    try {
      long number = text == null || text.isEmpty() ? -1 : Long.parseLong(text);
      if (number >= -1) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new Refusal(400, "'" + name + "' must be a number");
    }
    throw new Refusal(400, "'" + name + "' must be -1 or more");
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
