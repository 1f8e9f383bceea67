package dev.stadion.chronos.runtime.outside;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.stadion.chronos.document.NoticeDocuments;
import dev.stadion.chronos.document.RunJson;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.notice.Channel;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.notice.Outbox.Sending;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.dropwizard.net.AddressRules;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Delivers notices by each way there is (chronos.md §10, B-71). Any thread. */
public final class Couriers implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * The server's own ways, which its operator has named and which may lead anywhere.
   *
   * @param urls by channel
   * @param httpCredentials {@code user:password} for the one of {@link Channel#HTTP}
   */
  public record Ways(
      Optional<MailServer> mail,
      Map<Channel, URI> urls,
      Optional<String> httpCredentials,
      NotificationSecrets secrets,
      String cluster) {
    public Ways {
      urls = Map.copyOf(urls);
    }
  }

  private final Ways ways;
  private final RunCatalog runs;
  private final OutboundHttp users;
  private final OutboundHttp operators;

  /**
   * @param rules for the addresses that jobs name
   */
  public Couriers(Ways ways, AddressRules rules, AddressRules operatorRules, RunCatalog runs) {
    this.ways = ways;
    this.runs = runs;
    this.users = new OutboundHttp(rules);
    this.operators = new OutboundHttp(operatorRules);
  }

  /** What is sent by HTTP; empty for mail. Made once and kept, so that every try sends the same. */
  Optional<String> body(Notice notice) {
    return switch (notice.to().channel()) {
      case EMAIL -> Optional.empty();
      case SLACK, MATTERMOST ->
          Optional.of(
              NoticeDocuments.write(
                  Map.of(
                      "text",
                      notice
                          .message()
                          .map(m -> notice.subject() + ": " + m)
                          .orElse(notice.subject()))));
      case HTTP ->
          Optional.of(
              notice.fields().isEmpty() ? event(notice) : NoticeDocuments.write(notice.fields()));
    };
  }

  private String event(Notice notice) {
    Optional<RunCatalog.RunRecord> run = notice.run().flatMap(runs::find);
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("id", Long.toString(notice.id()));
      json.writeStringField("type", notice.type());
      json.writeStringField("time", Tally.print(Optional.of(notice.at())));
      json.writeStringField("job", notice.job());
      if (run.isPresent()) {
        json.writeFieldName("run");
        RunJson.write(json, run.get());
      }
      json.writeStringField("subject", notice.subject());
      if (notice.message().isPresent()) {
        json.writeStringField("message", notice.message().get());
      }
      json.writeStringField("cluster", ways.cluster());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * @param body as {@link #body} made it
   * @throws DeliveryException when nobody took it
   */
  void deliver(Sending sending, Optional<String> body) throws DeliveryException {
    Notice notice = sending.notice();
    if (notice.to().channel() == Channel.EMAIL) {
      MailServer server =
          ways.mail()
              .orElseThrow(
                  () -> new DeliveryException("no mail_server and mail_from are configured", true));
      String to =
          notice
              .to()
              .to()
              .filter(address -> !address.isEmpty())
              .orElseThrow(() -> new DeliveryException("nobody to send mail to", true));
      server.send(to, notice.subject(), notice.message(), notice.id(), notice.at());
      return;
    }
    Optional<String> named = notice.to().url();
    URI url =
        named
            .map(URI::create)
            .or(() -> Optional.ofNullable(ways.urls().get(notice.to().channel())))
            .orElseThrow(() -> new DeliveryException("no url is configured", true));
    (named.isPresent() ? users : operators)
        .post(url, headers(notice, named.isEmpty(), body.orElseThrow()), body.orElseThrow());
  }

  private Map<String, String> headers(Notice notice, boolean ours, String body)
      throws DeliveryException {
    Map<String, String> headers = new LinkedHashMap<>(notice.to().headers());
    if (ours && notice.to().channel() == Channel.HTTP) {
      ways.httpCredentials()
          .ifPresent(pair ->
              headers.put(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
    }
    ways.secrets()
        .open(notice.to())
        .ifPresent(secret -> headers.put("X-Chronos-Signature", sign(secret, body)));
    return headers;
  }

  /** {@code sha256=<hex HMAC of the body>}. */
  static String sign(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "sha256="
          + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  @Override
  public void close() {
    users.close();
    operators.close();
  }
}
