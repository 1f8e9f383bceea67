package dev.stadion.dropwizard.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer that is no stream says how long it is and goes out in one piece. Otherwise it would be
 * sent in chunks, the mark of the end in a packet of its own.
 */
@Priority(Priorities.ENTITY_CODER)
final class WholeAnswers implements WriterInterceptor {
  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    switch (context.getEntity()) {
      case StreamingOutput _ -> context.proceed();
      case byte[] bytes -> {
        tellLength(context, bytes.length);
        context.proceed();
      }
      default -> gather(context);
    }
  }

  private static void gather(WriterInterceptorContext context) throws IOException {
    OutputStream out = context.getOutputStream();
    var whole = new ByteArrayOutputStream();
    context.setOutputStream(whole);
    context.proceed();
    tellLength(context, whole.size());
    whole.writeTo(out);
  }

  private static void tellLength(WriterInterceptorContext context, int length) {
    context.getHeaders().putSingle(HttpHeaders.CONTENT_LENGTH, length);
  }
}
