package dev.stadion.chronos.runtime.outside;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;

/**
 * Sends plain mail by SMTP (chronos.md §10). Any thread; each mail is a conversation of its own.
 */
public final class MailServer {
  private static final String PATIENCE_MILLIS = "15000";

  /**
   * Where and as whom.
   *
   * @param server {@code host:port}
   * @param ssl TLS from the first byte on
   */
  public record Settings(
      String server, String from, Optional<String> user, Optional<String> password, boolean ssl) {}

  private final Settings settings;
  private final Session session;

  public MailServer(Settings settings) {
    this.settings = settings;
    int colon = settings.server().lastIndexOf(':');
    var properties = new Properties();
    properties.setProperty("mail.transport.protocol", "smtp");
    properties.setProperty(
        "mail.smtp.host", colon < 0 ? settings.server() : settings.server().substring(0, colon));
    properties.setProperty(
        "mail.smtp.port", colon < 0 ? "25" : settings.server().substring(colon + 1));
    properties.setProperty("mail.smtp.ssl.enable", String.valueOf(settings.ssl()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.starttls.enable", String.valueOf(!settings.ssl()));
    properties.setProperty("mail.smtp.connectiontimeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.timeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.writetimeout", PATIENCE_MILLIS);
    boolean known = settings.user().isPresent() && settings.password().isPresent();
    properties.setProperty("mail.smtp.auth", String.valueOf(known));
    this.session = Session.getInstance(properties, known ? credentials(settings) : null);
  }

  private static Authenticator credentials(Settings settings) {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(
            settings.user().orElseThrow(), settings.password().orElseThrow());
      }
    };
  }

  /** A mail without a message has no body but the empty line that each must have. */
  void send(String to, String subject, Optional<String> message, long id, Instant at)
      throws DeliveryException {
    try {
      var mail = new MimeMessage(session);
      mail.setFrom(new InternetAddress(settings.from()));
      mail.setRecipients(Message.RecipientType.TO, InternetAddress.parse(to, true));
      mail.setSubject(oneLine(subject), StandardCharsets.UTF_8.name());
      mail.setText(message.orElse(""), StandardCharsets.UTF_8.name());
      mail.setSentDate(Date.from(at));
      // The same for every try, so that a reader can tell a repetition.
      mail.setHeader("X-Chronos-Notice", Long.toString(id));
      Transport.send(mail);
    } catch (AddressException e) {
      throw new DeliveryException("'" + to + "' is no mail address", true);
    } catch (SendFailedException e) {
      throw new DeliveryException("the mail server refuses: " + e.getMessage(), e);
    } catch (MessagingException e) {
      throw new DeliveryException("the mail server: " + e.getMessage(), e);
    }
  }

  /** A header with line ends would be several. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\r\\n\\x00]+", " ");
  }
}
