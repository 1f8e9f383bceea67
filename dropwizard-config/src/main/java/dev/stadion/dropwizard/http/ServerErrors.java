package dev.stadion.dropwizard.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Gives the HTTP server's own errors the shape of the service's; never a page, never a trace. */
final class ServerErrors extends ErrorHandler {
  private final ErrorBodies bodies;
  private final ObjectMapper mapper;

  ServerErrors(ErrorBodies bodies, ObjectMapper mapper) {
    this.bodies = bodies;
    this.mapper = mapper;
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    // What went wrong inside is nobody's business; what our proxy says of the leader is.
    boolean inside = code == HttpStatus.INTERNAL_SERVER_ERROR_500;
    String text = message == null || inside ? HttpStatus.getMessage(code) : message;
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, bodies.mediaType());
    response.write(true, ByteBuffer.wrap(json(bodies.of(code, text))), callback);
  }

  private byte[] json(Object body) {
    try {
      return mapper.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an error body cannot be written", e);
    }
  }
}
