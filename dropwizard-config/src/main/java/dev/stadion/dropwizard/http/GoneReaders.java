package dev.stadion.dropwizard.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readers leave when they like, in the middle of an answer too. Jersey would tell of each as of an
 * error, with its stack; nobody can do anything about it, and nobody reads the rest. Any other
 * failure to write is left to Jersey.
 */
@Priority(Priorities.HEADER_DECORATOR) // around those that write
final class GoneReaders implements WriterInterceptor {
  private static final Logger log = LoggerFactory.getLogger(GoneReaders.class);

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    try {
      context.proceed();
    } catch (IOException e) {
      if (!isGone(e)) {
        throw e;
      }
      log.debug("a reader has left before the end of the answer", e);
    }
  }

  /** The server throws nothing else when it cannot write because of the connection. */
  private static boolean isGone(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof EofException) {
        return true;
      }
    }
    return false;
  }
}
