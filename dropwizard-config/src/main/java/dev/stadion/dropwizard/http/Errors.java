package dev.stadion.dropwizard.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.stadion.dropwizard.http.ErrorBodies.Problem;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.OverloadedException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.CharConversionException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Makes an answer of whatever was thrown: the caller's mistake is a 4xx, the world's weather a 503
 * with {@code Retry-After}, and our bug a 500 whose id is in the log.
 */
final class Errors implements ExceptionMapper<Throwable> {
  private static final Logger log = LoggerFactory.getLogger(Errors.class);
  private static final int LONGEST_MESSAGE = 400;

  private final ErrorBodies bodies;

  Errors(ErrorBodies bodies) {
    this.bodies = bodies;
  }

  @Override
  public Response toResponse(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      Optional<Response> known = known(cause);
      if (known.isPresent()) {
        return known.get();
      }
    }
    String id = Optional.ofNullable(MDC.get(RequestIds.CONTEXT)).orElse("unknown");
    log.error("a bug, found by request {}", id, thrown);
    return error(HttpStatus.INTERNAL_SERVER_ERROR_500, "internal error, request " + id).build();
  }

  private Optional<Response> known(Throwable cause) {
    return switch (cause) {
      case WebApplicationException e -> Optional.of(ofResource(e));
      case NotLeadingException e -> Optional.of(unavailable(e.getMessage()));
      case OverloadedException e -> Optional.of(unavailable(e.getMessage()));
      case StoreUnavailableException e -> Optional.of(unavailable(e.getMessage()));
      case BodyTooLongException e ->
          Optional.of(error(HttpStatus.PAYLOAD_TOO_LARGE_413, e.getMessage()).build());
      case BodyTooSlowException e ->
          Optional.of(error(HttpStatus.REQUEST_TIMEOUT_408, e.getMessage()).build());
      case BadMessageException e -> Optional.of(error(e.getCode(), e.getReason()).build());
      case ZipException e -> Optional.of(unreadable("the body is not what gzip writes"));
      case TimeoutException e ->
          Optional.of(error(HttpStatus.REQUEST_TIMEOUT_408, "the body did not come").build());
      case InvalidDefinitionException e -> Optional.empty();
      case JsonProcessingException e -> Optional.of(ofJson(e));
      case CharacterCodingException e -> Optional.of(unreadable("the body is not UTF-8"));
      case CharConversionException e -> Optional.of(unreadable(sanitise(e.getMessage())));
      case EofException e -> Optional.of(unreadable("the body ended early"));
      case ConstraintViolationException e -> Optional.of(ofViolations(e));
      default -> Optional.empty();
    };
  }

  private Response ofResource(WebApplicationException thrown) {
    Response response = thrown.getResponse();
    if (response.hasEntity() || response.getStatus() < HttpStatus.BAD_REQUEST_400) {
      return response;
    }
    String message =
        Optional.ofNullable(thrown.getMessage())
            .orElseGet(() -> HttpStatus.getMessage(response.getStatus()));
    return Response.fromResponse(response)
        .type(bodies.mediaType())
        .entity(bodies.of(response.getStatus(), withoutStatus(message)))
        .build();
  }

  /** "HTTP 404 Not Found" says the status twice. */
  private static String withoutStatus(String message) {
    return message.replaceFirst("^HTTP \\d{3} ", "");
  }

  private Response unavailable(String message) {
    return error(HttpStatus.SERVICE_UNAVAILABLE_503, message)
        .header(HttpHeaders.RETRY_AFTER, 1)
        .build();
  }

  private Response unreadable(String message) {
    return Response.status(HttpStatus.BAD_REQUEST_400)
        .type(bodies.mediaType())
        .entity(bodies.unreadable(message))
        .build();
  }

  private Response ofJson(JsonProcessingException thrown) {
    String message = sanitise(thrown.getOriginalMessage());
    if (isShape(thrown)) {
      String path =
          thrown instanceof JsonMappingException mapping
              ? mapping.getPath().stream()
                  .map(step ->
                      "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                  .collect(Collectors.joining())
              : "";
      int status = bodies.wrongShapeStatus();
      return Response.status(status)
          .type(bodies.mediaType())
          .entity(bodies.of(status, List.of(new Problem(path, message))))
          .build();
    }
    return unreadable("not valid JSON: " + message);
  }

  /** Well formed, but other than expected. */
  private static boolean isShape(JsonProcessingException thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof StreamReadException || cause instanceof StreamConstraintsException) {
        return false;
      }
    }
    boolean trailing =
        thrown instanceof MismatchedInputException
            && thrown.getOriginalMessage().startsWith("Trailing token");
    boolean empty = thrown.getOriginalMessage().startsWith("No content to map");
    return !trailing && !empty;
  }

  private Response ofViolations(ConstraintViolationException thrown) {
    int status = HttpStatus.UNPROCESSABLE_ENTITY_422;
    List<Problem> problems =
        thrown.getConstraintViolations().stream()
            .map(violation ->
                new Problem(
                    "/" + violation.getPropertyPath().toString().replace('.', '/'),
                    violation.getMessage()))
            .sorted(java.util.Comparator.comparing(Problem::path))
            .toList();
    return Response.status(status)
        .type(bodies.mediaType())
        .entity(bodies.of(status, problems))
        .build();
  }

  private Response.ResponseBuilder error(int status, String message) {
    return Response.status(status).type(bodies.mediaType()).entity(bodies.of(status, message));
  }

  /** One line, no control characters, not endless. */
  private static String sanitise(String message) {
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    String clean = line.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= LONGEST_MESSAGE ? clean : clean.substring(0, LONGEST_MESSAGE) + "…";
  }
}
