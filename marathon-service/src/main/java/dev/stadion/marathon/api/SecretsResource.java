package dev.stadion.marathon.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.dropwizard.auth.SecretSeal;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.Command;
import dev.stadion.marathon.scheduler.MarathonEvent.PutSecret;
import dev.stadion.marathon.scheduler.MarathonEvent.PutSecret.Expecting;
import dev.stadion.marathon.scheduler.MarathonEvent.RemoveSecret;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.secret.SealedSecret;
import dev.stadion.marathon.secret.SecretPath;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Secrets that apps declare by their paths, in the shape of DC/OS' secrets API: {@code PUT
 * /secrets/v1/secret/default/db/password} with {@code {"value": "…"}}. Values go in and never come
 * out again; only their paths are told.
 */
@Path("/secrets/v1/secret/default")
@Produces(MediaType.APPLICATION_JSON)
public final class SecretsResource {
  private static final int LARGEST = 1 << 20;

  private final SchedulerAccess scheduler;
  private final Optional<SecretSeal> seal;

  /**
   * @param seal absent where no key is configured; nothing can be stored then
   */
  public SecretsResource(SchedulerAccess scheduler, Optional<SecretSeal> seal) {
    this.scheduler = scheduler;
    this.seal = seal;
  }

  /** The paths of all secrets. */
  @GET
  public ObjectNode list() {
    return listBelow("");
  }

  /** The paths below a path; a value is never told. */
  @GET
  @Path("{path: .+}")
  public ObjectNode listBelow(@PathParam("path") String below) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode paths = body.putArray("array");
    String prefix = below.replaceAll("^/+|/+$", "");
    for (String path : scheduler.snapshot().secrets().keySet()) {
      if (prefix.isEmpty() || path.equals(prefix) || path.startsWith(prefix + "/")) {
        paths.add(path);
      }
    }
    return body;
  }

  @PUT
  @Path("{path: .+}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(@PathParam("path") String path, byte[] body) {
    carryOut(put(path, body, Expecting.NOTHING));
    return Response.status(Response.Status.CREATED)
        .entity(JsonNodeFactory.instance.objectNode())
        .build();
  }

  @PATCH
  @Path("{path: .+}")
  @Consumes(MediaType.APPLICATION_JSON)
  public void update(@PathParam("path") String path, byte[] body) {
    carryOut(put(path, body, Expecting.SOMETHING));
  }

  @DELETE
  @Path("{path: .+}")
  public void remove(@PathParam("path") String path) {
    carryOut(new RemoveSecret(legal(path)));
  }

  private PutSecret put(String text, byte[] body, Expecting expecting) {
    String path = legal(text);
    ObjectNode sent = JsonBodies.object(body);
    if (!sent.path("value").isTextual()) {
      throw Refusals.misfit(
          List.of(
              new Problem(
                  "/value",
                  sent.hasNonNull("value") ? "error.expected.jsstring" : "error.path.missing")));
    }
    byte[] value = sent.get("value").asText().getBytes(StandardCharsets.UTF_8);
    if (value.length == 0 || value.length > LARGEST) {
      throw Refusals.misfit(
          List.of(
              new Problem("/value", value.length == 0 ? "error.minLength" : "error.maxLength")));
    }
    SecretSeal sealing =
        seal.orElseThrow(() ->
            Refusals.because(
                400, "secrets cannot be stored: no secretsKeyFile is configured here"));
    return new PutSecret(path, SealedSecret.of(sealing.seal(path, value)), expecting);
  }

  private static String legal(String text) {
    return SecretPath.of(text)
        .orElseThrow(() ->
            Refusals.invalid(
                List.of(
                    new Problem(
                        "/path", "must be letters, digits, '.', '_' and '-', joined by '/'"))));
  }

  private void carryOut(Command command) {
    MarathonOutcome outcome = Decisions.of(scheduler, command);
    if (outcome instanceof MarathonOutcome.SecretExists(var path)) {
      throw Refusals.because(409, "a secret already exists at " + path);
    }
    if (outcome instanceof MarathonOutcome.NoSuchSecret(var path)) {
      throw Refusals.because(404, "there is no secret at " + path);
    }
  }
}
