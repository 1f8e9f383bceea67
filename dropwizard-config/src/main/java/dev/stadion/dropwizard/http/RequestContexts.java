package dev.stadion.dropwizard.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.function.Function;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/**
 * What a resource's method wants to know of the request's address and headers comes from the
 * request itself. To ask the injection for it takes a twentieth of the time of a short answer.
 */
final class RequestContexts implements ValueParamProvider {
  @Override
  public Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
    if (parameter.getSource() != Parameter.Source.CONTEXT) {
      return null; // it is for others then
    }
    if (parameter.getRawType() == UriInfo.class) {
      return ContainerRequest::getUriInfo;
    }
    return parameter.getRawType() == HttpHeaders.class ? Function.identity() : null;
  }

  @Override
  public PriorityType getPriority() {
    return Priority.HIGH;
  }
}
