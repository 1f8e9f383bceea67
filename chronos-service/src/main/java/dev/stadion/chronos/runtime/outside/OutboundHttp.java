package dev.stadion.chronos.runtime.outside;

import dev.stadion.dropwizard.net.AddressRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts JSON to addresses that others named. A name is resolved once and checked, and exactly the
 * checked addresses are connected to; redirects are not followed (promises.md §7.8). Any thread.
 */
final class OutboundHttp implements AutoCloseable {
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final Timeout ANSWER = Timeout.ofSeconds(10);
  private static final int LEAST_ERROR = 300;
  private static final int MOST_CONNECTIONS = 32;

  private final CloseableHttpClient client;

  OutboundHttp(AddressRules rules) {
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new Checked(rules))
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_CONNECTIONS)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(ANSWER)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(ANSWER)
                    .setConnectionRequestTimeout(ANSWER)
                    .setRedirectsEnabled(false)
                    .build())
            // A kept connection would outlive the check of its address.
            .setConnectionReuseStrategy((request, response, context) -> false)
            .setUserAgent("stadion-chronos")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .build();
  }

  /**
   * @throws DeliveryException when the answer is not 2xx, or there is none
   */
  void post(URI url, Map<String, String> headers, String json) throws DeliveryException {
    var request = new HttpPost(url);
    headers.forEach(request::setHeader);
    request.setEntity(
        new StringEntity(json, ContentType.APPLICATION_JSON.withCharset(StandardCharsets.UTF_8)));
    try {
      int status = client.execute(request, response -> response.getCode());
      if (status >= LEAST_ERROR) {
        throw new DeliveryException("the receiver answered " + status, false);
      }
    } catch (IOException e) {
      throw new DeliveryException(
          e instanceof UnknownHostException ? String.valueOf(e.getMessage()) : e.toString(), e);
    }
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }

  /** Answers with no address but those that were checked. */
  private record Checked(AddressRules rules) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      List<InetAddress> fine = new ArrayList<>();
      String why = "it has no address";
      for (InetAddress address : InetAddress.getAllByName(host)) {
        var refusal = rules.refusal(address);
        if (refusal.isEmpty()) {
          fine.add(address);
        } else {
          why = refusal.get();
        }
      }
      if (fine.isEmpty()) {
        throw new UnknownHostException("its host must not be asked: " + why);
      }
      return fine.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
