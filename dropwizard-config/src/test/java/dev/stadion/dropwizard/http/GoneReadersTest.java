package dev.stadion.dropwizard.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import org.eclipse.jetty.io.EofException;
import org.junit.jupiter.api.Test;

class GoneReadersTest {
  @Test
  void whoLeavesIsNoError() {
    assertThatCode(() -> write(new EofException("Broken pipe"))).doesNotThrowAnyException();
    assertThatCode(() -> write(new IOException("a chunk was not sent", new EofException())))
        .doesNotThrowAnyException();
  }

  @Test
  void whatElseGoesWrongIs() {
    assertThatThrownBy(() -> write(new IOException("the agent hung up")))
        .hasMessage("the agent hung up");
    assertThatThrownBy(() -> write(new IllegalStateException("a bug"))).hasMessage("a bug");
  }

  private static void write(Throwable thrown) throws IOException {
    new GoneReaders()
        .aroundWriteTo(
            (WriterInterceptorContext)
                Proxy.newProxyInstance(
                    GoneReadersTest.class.getClassLoader(),
                    new Class<?>[] {WriterInterceptorContext.class},
                    (proxy, method, arguments) -> {
                      throw thrown;
                    }));
  }
}
