package dev.stadion.dropwizard.ui;

import jakarta.ws.rs.core.Response;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The page of a service for people: its own {@code page.html} and {@code page.js}, and what the
 * pages of all services share. The files are the same for everybody and are read once; what a page
 * shows it asks the public API for, so that it may do no more than every client, and that a policy
 * which forbids scripts within pages does not disturb it. Safe for use by many threads.
 */
public final class PageFiles {
  public static final String PAGE = "page.html";

  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "js", "text/javascript", "css", "text/css");

  private final Map<String, byte[]> files = new TreeMap<>();

  /**
   * @param owner has the service's own files in a folder {@code ui} beside it
   * @throws UncheckedIOException when one cannot be read
   */
  public PageFiles(Class<?> owner) {
    add(owner, "ui/", PAGE);
    add(owner, "ui/", "page.js");
    add(PageFiles.class, "", "parts.js");
    add(PageFiles.class, "", "page.css");
  }

  private void add(Class<?> owner, String folder, String name) {
    try (InputStream in = owner.getResourceAsStream(folder + name)) {
      if (in == null) {
        throw new FileNotFoundException(folder + name + " beside " + owner);
      }
      files.put(name, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /** Empty when there is no such file. */
  public Optional<Response> find(String name) {
    return Optional.ofNullable(files.get(name))
        .map(bytes -> {
          String type = TYPES.get(name.substring(name.indexOf('.') + 1));
          return Response.ok(bytes, type + ";charset=utf-8").build();
        });
  }
}
