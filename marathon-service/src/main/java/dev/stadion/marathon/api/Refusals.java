package dev.stadion.marathon.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.deployment.DeploymentId;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** The ways in which a request is refused, with the bodies that clients compare (§1.1). */
public final class Refusals {
  private static final int UNPROCESSABLE = 422;

  private Refusals() {}

  public static WebApplicationException because(int status, String message) {
    return of(status, body(message));
  }

  public static WebApplicationException noSuchApp(Object id) {
    return because(404, "App '" + id + "' does not exist");
  }

  public static WebApplicationException noSuchGroup(Object id) {
    return because(404, "Group '" + id + "' does not exist");
  }

  public static WebApplicationException notJson(String details) {
    return of(400, body("Invalid JSON").put("details", details));
  }

  public static WebApplicationException noBody(String details) {
    return of(400, body("Please specify data in JSON format").put("details", details));
  }

  /** Well formed, but of the wrong shape. */
  public static WebApplicationException misfit(List<Problem> problems) {
    return of(UNPROCESSABLE, details("Invalid JSON", problems));
  }

  /** Of the right shape, but without sense. */
  public static WebApplicationException invalid(List<Problem> problems) {
    return of(UNPROCESSABLE, details("Object is not valid", problems));
  }

  public static WebApplicationException unprocessable(String message) {
    return because(UNPROCESSABLE, message);
  }

  public static WebApplicationException locked(List<DeploymentId> deployments) {
    ObjectNode body =
        body(
            "App is locked by one or more deployments. Override with the option '?force=true'."
                + " View details at '/v2/deployments/<DEPLOYMENT_ID>'.");
    var list = body.putArray("deployments");
    deployments.forEach(id -> list.addObject().put("id", id.toString()));
    return of(409, body);
  }

  private static ObjectNode body(String message) {
    return JsonNodeFactory.instance.objectNode().put("message", message);
  }

  private static ObjectNode details(String message, List<Problem> problems) {
    var byPath = new LinkedHashMap<String, SequencedSet<String>>();
    problems.forEach(problem ->
        byPath
            .computeIfAbsent(problem.path(), path -> new LinkedHashSet<>())
            .add(problem.message()));
    ObjectNode body = body(message);
    var details = body.putArray("details");
    byPath.forEach((path, errors) -> {
      var list = details.addObject().put("path", path).putArray("errors");
      errors.forEach(list::add);
    });
    return body;
  }

  private static WebApplicationException of(int status, ObjectNode body) {
    return new WebApplicationException(
        Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body).build());
  }
}
