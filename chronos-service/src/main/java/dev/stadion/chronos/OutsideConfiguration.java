package dev.stadion.chronos;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.NoticeDocuments;
import dev.stadion.chronos.notice.Channel;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.notice.Reporting;
import dev.stadion.chronos.runtime.outside.Couriers;
import dev.stadion.chronos.runtime.outside.MailServer;
import dev.stadion.chronos.runtime.outside.NotificationSecrets;
import dev.stadion.dropwizard.auth.SecretSeal;
import dev.stadion.dropwizard.config.LeaderServiceConfiguration;
import dev.stadion.dropwizard.net.AddressRules;
import dev.stadion.dropwizard.net.Cidr;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of runs, and who is told about them.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>history_limit</td><td>1000</td><td>Runs that are over and still remembered, per job
 *       </td></tr>
 *   <tr><td>log_keep_bytes</td><td>65536</td><td>Of the end of each output, copied when its task is
 *       over; 0 copies nothing</td></tr>
 *   <tr><td>log_retention</td><td>P14D</td><td>How long copies are kept, and what
 *       is over of jobs that were removed</td></tr>
 *   <tr><td>event_retention</td><td>P7D</td><td>How long events can be read again</td></tr>
 *   <tr><td>mail_server, mail_from</td><td></td><td>{@code host:port}, and the sender; with both,
 *       owners are told by mail</td></tr>
 *   <tr><td>mail_user, mail_password, mail_ssl</td><td>, , false</td><td></td></tr>
 *   <tr><td>slack_url, mattermost_url, http_notification_url</td><td></td><td>Owners are told there,
 *       too</td></tr>
 *   <tr><td>http_notification_credentials</td><td></td><td>{@code user:password}</td></tr>
 *   <tr><td>notifications</td><td>[]</td><td>Who is told of all jobs, as in a job</td></tr>
 *   <tr><td>notification_allow_cidr</td><td>[]</td><td>Networks that are not public and that jobs
 *       may send notifications to</td></tr>
 *   <tr><td>secrets_key_file</td><td></td><td>A file of mode 0600 with 32 bytes in Base64 that seal
 *       the secrets of notifications; without one no secret is taken</td></tr>
 *   <tr><td>notification_retention</td><td>P14D</td><td>How long one can look what became of a
 *       notification</td></tr>
 * </table>
 */
public abstract class OutsideConfiguration extends LeaderServiceConfiguration {
  @Min(1) @JsonProperty("history_limit")
  private int historyLimit = 1_000;

  @Min(0) @Max(1 << 20) @JsonProperty("log_keep_bytes")
  private int logKeepBytes = 64 * 1024;

  @NotNull @JsonProperty("log_retention")
  private Duration logRetention = Duration.ofDays(14);

  @NotNull @JsonProperty("event_retention")
  private Duration eventRetention = Duration.ofDays(7);

  @NotNull @JsonProperty("mail_server")
  private String mailServer = "";

  @NotNull @JsonProperty("mail_from")
  private String mailFrom = "";

  @NotNull @JsonProperty("mail_user")
  private String mailUser = "";

  @NotNull @JsonProperty("mail_password")
  private String mailPassword = "";

  @JsonProperty("mail_ssl")
  private boolean mailSsl;

  @NotNull @JsonProperty("slack_url")
  private String slackUrl = "";

  @NotNull @JsonProperty("mattermost_url")
  private String mattermostUrl = "";

  @NotNull @JsonProperty("http_notification_url")
  private String httpUrl = "";

  @NotNull @JsonProperty("http_notification_credentials")
  private String httpCredentials = "";

  @NotNull @JsonProperty("notifications")
  private JsonNode notifications = JsonNodeFactory.instance.arrayNode();

  @NotNull @JsonProperty("notification_allow_cidr")
  private List<String> allowCidr = List.of();

  @NotNull @JsonProperty("secrets_key_file")
  private String secretsKeyFile = "";

  @NotNull @JsonProperty("notification_retention")
  private Duration notificationRetention = Duration.ofDays(14);

  OutsideConfiguration(int port) {
    super(port);
  }

  @JsonIgnore
  @ValidationMethod(message = "mail_server needs mail_from, and must be host:port")
  public boolean isMailServerWithSender() {
    return mailServer.isEmpty()
        || (!mailFrom.isEmpty() && mailServer.matches("[^:\\s]+(:[0-9]{1,5})?"));
  }

  @JsonIgnore
  @ValidationMethod(
      message = "notifications must be as in a job, and notification_allow_cidr networks")
  public boolean isNotificationsReadable() {
    try {
      everybody();
      addressRules();
      return true;
    } catch (InvalidDocumentException | IllegalArgumentException e) {
      return false;
    }
  }

  @JsonIgnore
  @ValidationMethod(message = "notifications with a secret need secrets_key_file")
  public boolean isKeyForSecrets() {
    return !secretsKeyFile.isEmpty()
        || !isNotificationsReadable()
        || everybody().stream().allMatch(notification -> notification.secret().isEmpty());
  }

  /**
   * What seals secrets.
   *
   * @throws UncheckedIOException when the file cannot be read or others can read it, too
   */
  NotificationSecrets secrets() {
    try {
      return new NotificationSecrets(
          secretsKeyFile.isEmpty()
              ? Optional.empty()
              : Optional.of(SecretSeal.ofFile(Path.of(secretsKeyFile))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who is told of every job. */
  Reporting reporting(String cluster) {
    Set<Channel> owners = EnumSet.noneOf(Channel.class);
    if (mail().isPresent()) {
      owners.add(Channel.EMAIL);
    }
    owners.addAll(urls().keySet());
    NotificationSecrets secrets = secrets();
    List<Notification> everybody =
        everybody().stream()
            .map(n -> n.secret().isEmpty() ? n : secrets.kept(n).orElseThrow())
            .toList();
    return new Reporting(cluster, owners, everybody);
  }

  private List<Notification> everybody() {
    return NoticeDocuments.readAll(
        JsonNodeFactory.instance.objectNode().set("notifications", notifications));
  }

  AddressRules addressRules() {
    return new AddressRules(
        allowCidr.stream().map(Cidr::parse).toList(), "notification_allow_cidr");
  }

  Couriers.Ways ways(String cluster) {
    return new Couriers.Ways(
        mail().map(MailServer::new), urls(), some(httpCredentials), secrets(), cluster);
  }

  private Optional<MailServer.Settings> mail() {
    return some(mailServer)
        .map(server ->
            new MailServer.Settings(server, mailFrom, some(mailUser), some(mailPassword), mailSsl));
  }

  private Map<Channel, URI> urls() {
    Map<Channel, URI> urls = new EnumMap<>(Channel.class);
    some(httpUrl).ifPresent(url -> urls.put(Channel.HTTP, URI.create(url)));
    some(slackUrl).ifPresent(url -> urls.put(Channel.SLACK, URI.create(url)));
    some(mattermostUrl).ifPresent(url -> urls.put(Channel.MATTERMOST, URI.create(url)));
    return urls;
  }

  private static Optional<String> some(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
  }

  /** What {@code info} shows of it (chronos.md §1.7); never the password. */
  Map<String, String> mailDocument() {
    Map<String, String> mail = new LinkedHashMap<>();
    mail.put("mail_server", some(mailServer).orElse("None"));
    mail.put("mail_user", some(mailUser).orElse("None"));
    mail.put("mail_from", some(mailFrom).orElse("None"));
    mail.put("mail_ssl_on", mailServer.isEmpty() ? "None" : String.valueOf(mailSsl));
    return mail;
  }

  Duration notificationRetention() {
    return notificationRetention;
  }

  int historyLimit() {
    return historyLimit;
  }

  int logKeepBytes() {
    return logKeepBytes;
  }

  Duration eventRetention() {
    return eventRetention;
  }

  Duration logRetention() {
    return logRetention;
  }
}
