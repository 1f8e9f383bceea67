package dev.stadion.marathon.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A page for people, who see what runs, what waits and why (marathon.md §1). It consists of three
 * files that are the same for everybody and asks the public API for what it shows; so it needs no
 * more than every client, and a policy that forbids scripts within pages.
 */
@Path("/ui")
public final class UiResource {
  private final byte[] page = file("page.html");
  private final byte[] script = file("page.js");
  private final byte[] style = file("page.css");

  private static byte[] file(String name) {
    try (InputStream in = UiResource.class.getResourceAsStream("ui/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  @GET
  @Produces(MediaType.TEXT_HTML + ";charset=utf-8")
  public byte[] page() {
    return page;
  }

  @GET
  @Path("page.js")
  @Produces("text/javascript;charset=utf-8")
  public byte[] script() {
    return script;
  }

  @GET
  @Path("page.css")
  @Produces("text/css;charset=utf-8")
  public byte[] style() {
    return style;
  }
}
