package dev.stadion.chronos.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.stadion.dropwizard.auth.SecretSeal;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §10, B-70, B-71, promises.md §7.8: notices really arrive. */
class NotificationsApiTest {
  private static final String V1 = "/v1/scheduler";

  /** What a receiver got. */
  private record Received(String path, Map<String, String> headers, String body) {
    JsonNode json() {
      return Service.read(body);
    }
  }

  private static final BlockingQueue<Received> RECEIVED = new LinkedBlockingQueue<>();
  private static final AtomicInteger REFUSALS = new AtomicInteger();

  private static GreenMail mail;
  private static HttpServer web;
  private static HttpServer hooks;
  private static Service service;
  private static Mesos mesos;

  @TempDir private static Path directory;

  @BeforeAll
  static void start() throws Exception {
    Path key = directory.resolve("chronos.key");
    SecretSeal.makeKey(key);
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.setUser("sender", "sender", "geheim");
    mail.start();
    web = receiver("127.0.0.1");
    // Another address of this machine, which the operator allows to jobs.
    hooks = receiver("127.0.0.2");
    service =
        new Service(
            TestDatabase.fresh(),
            """
            cluster_name: prod
            mail_server: 127.0.0.1:%d
            mail_from: chronos@example.org
            mail_user: sender
            mail_password: geheim
            slack_url: %s
            http_notification_url: %s
            http_notification_credentials: me:word
            notification_allow_cidr: [127.0.0.2/32]
            secrets_key_file: %s
            """
                .formatted(mail.getSmtp().getPort(), url("/slack"), url("/http"), key));
    mesos = new Mesos(service);
  }

  @AfterAll
  static void stop() {
    service.close();
    web.stop(0);
    hooks.stop(0);
    mail.stop();
  }

  private static HttpServer receiver(String address) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((k, v) -> headers.put(k, v.getFirst()));
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            RECEIVED.add(new Received(path, headers, body));
            boolean refused =
                path.equals("/hook") && REFUSALS.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
            exchange.sendResponseHeaders(refused ? 503 : 204, -1);
          }
        });
    server.start();
    return server;
  }

  private static String url(String path) {
    return "http://127.0.0.1:" + web.getAddress().getPort() + path;
  }

  /** The next request to that path; others are dropped. */
  private static Received received(String path) throws InterruptedException {
    Received next = RECEIVED.poll(20, TimeUnit.SECONDS);
    while (next != null && !next.path().equals(path)) {
      next = RECEIVED.poll(20, TimeUnit.SECONDS);
    }
    assertThat(next).as("a request to " + path).isNotNull();
    return next;
  }

  private static void post(String name, String more) {
    assertThat(
            service
                .post(
                    V1 + "/iso8601",
                    "{'name':'%s','command':'x','retries':0,%s'schedule':'R1/2199-01-01T00:00:00Z/P1D'}"
                        .formatted(name, more))
                .statusCode())
        .isEqualTo(204);
  }

  private static void fails(String name) {
    service.put(V1 + "/job/" + name);
    TaskInfo task = mesos.launched();
    mesos.tells(task, TaskState.TASK_FAILED, "Command exited with status 3");
  }

  private static JsonNode notices(String query) {
    return service.json(V1 + "/notifications?" + query).get("items");
  }

  private static List<String> urls(String query) {
    return notices(query).findValuesAsText("url");
  }

  private static JsonNode awaited(String query) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    JsonNode found = notices(query);
    while (found.isEmpty() && System.nanoTime() < end) {
      found = notices(query);
    }
    return found;
  }

  @Test
  void section10OwnersAreToldByMailSlackAndHttp() throws Exception {
    post("told", "'owner':'you@example.org',");
    RECEIVED.clear();
    fails("told");

    assertThat(mail.waitForIncomingEmail(20_000, 1)).isTrue();
    MimeMessage message = mail.getReceivedMessages()[0];
    assertThat(message.getSubject()).isEqualTo("[prod] [Chronos] job 'told' failed!");
    assertThat(message.getFrom()[0]).hasToString("chronos@example.org");
    assertThat(message.getAllRecipients()[0]).hasToString("you@example.org");
    assertThat(GreenMailUtil.getBody(message))
        .contains("Retries attempted: 0.", "Task id: ct:", "Command exited with status 3");
    Received slack = null;
    Received http = null;
    while (slack == null || http == null) {
      Received next = RECEIVED.poll(20, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      slack = next.path().equals("/slack") ? next : slack;
      http = next.path().equals("/http") ? next : http;
    }
    assertThat(slack.json().get("text").asText())
        .startsWith("[prod] [Chronos] job 'told' failed!: \n'");
    assertThat(slack.headers().get("Content-Type")).startsWith("application/json");
    assertThat(http.headers()).containsEntry("Authorization", "Basic bWU6d29yZA==");
    assertThat(http.json().get("errorCount").isTextual()).isTrue();
    assertThat(http.json().get("to").asText()).isEqualTo("you@example.org");
  }

  @Test
  void b71AJobsOwnHookGetsTheRunSignedAndIsTriedAgainWithTheSameBody() throws Exception {
    String hook = "http://127.0.0.2:" + hooks.getAddress().getPort() + "/hook";
    post(
        "hooked",
        "'notifications':[{'on':['failure'],'type':'http','url':'%s','secret':'geheim',"
                .formatted(hook)
            + "'headers':{'X-Who':'me'}}],");
    REFUSALS.set(1);
    fails("hooked");

    Received first = received("/hook");
    Received second = received("/hook");

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(first.headers())
        .containsEntry("X-Who", "me")
        .containsEntry("X-Chronos-Signature", "sha256=" + hmac("geheim", first.body()));
    assertThat(first.json().get("type").asText()).isEqualTo("run.failed");
    assertThat(first.json().get("cluster").asText()).isEqualTo("prod");
    assertThat(first.json().at("/run/attempts/0/exitCode").asInt()).isEqualTo(3);
    assertThat(first.json().at("/run/job").asText()).isEqualTo("hooked");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!urls("job=hooked&state=delivered").contains(hook) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(urls("job=hooked&state=delivered")).contains(hook);
    assertThat(service.get(V1 + "/job/hooked").body()).contains("\"secret\":\"****\"");
    assertThat(
            service.rows(
                "SELECT (SELECT count(*) FROM chronos.job WHERE definition::text LIKE '%geheim%') +"
                    + " (SELECT count(*) FROM chronos.notice WHERE target::text LIKE '%geheim%')"))
        .as("rows with the secret in the clear, promises.md §7.6")
        .isZero();
    assertThat(service.get(V1 + "/jobs").body()).doesNotContain("geheim");
    assertThat(service.get(V1 + "/notifications").body()).doesNotContain("geheim");
  }

  private static String hmac(String secret, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "169.254.169.254", "10.0.0.1", "[::1]", "localhost"})
  void promises78JobsCannotReachWhatIsNotPublic(String host) {
    String job = "blocked" + host.replaceAll("[^0-9a-z]", "");
    post(
        job,
        "'notifications':[{'on':['failure'],'type':'slack','url':'http://%s:9/x'}],"
            .formatted(host));
    fails(job);

    JsonNode pending = awaited("job=" + job + "&state=pending");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (error(pending).isEmpty() && System.nanoTime() < end) {
      pending = notices("job=" + job + "&state=pending");
    }

    assertThat(error(pending)).contains("must not be asked");
  }

  private static String error(JsonNode notices) {
    for (JsonNode notice : notices) {
      if (notice.path("url").asText().endsWith(":9/x") && notice.has("error")) {
        return notice.get("error").asText();
      }
    }
    return "";
  }

  @Test
  void b71WhatNobodyCanTakeIsDeadAndMayBeTriedAgain() {
    post("dead", "'owner':'not an address','notifications':[{'on':['failure'],'type':'email'}],");
    fails("dead");

    JsonNode dead = awaited("job=dead&state=dead");

    assertThat(dead.at("/0/error").asText()).contains("no mail address");
    String id = dead.at("/0/id").asText();
    assertThat(service.post(V1 + "/notifications/" + id + "/retry", "").statusCode())
        .isEqualTo(202);
    assertThat(service.post(V1 + "/notifications/1/retry", "").statusCode()).isEqualTo(404);
    assertThat(service.post(V1 + "/notifications/x/retry", "").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'http','url':'http://x/'}",
        "{'on':['failure']}",
        "{'on':['nope'],'type':'email'}",
        "{'on':['failure'],'type':'pigeon'}",
        "{'on':['failure'],'type':'http'}",
        "{'on':['failure'],'type':'slack','url':'file:///etc/passwd'}",
        "{'on':['failure'],'type':'http','url':'http://me:pw@x/'}",
        "{'on':['failure'],'type':'http','url':'http://x/','headers':{'A b':'c'}}",
        "{'on':['failure'],'type':'http','url':'http://x/','headers':{'A':'c\\r\\nd'}}",
        "{'on':['failure'],'type':'http','url':'http://x/','secret':'****'}",
        "7"
      })
  void promises6ANotificationThatCannotBeIsRefused(String notification) {
    assertThat(
            service
                .post(
                    V1 + "/iso8601",
                    "{'name':'bad','command':'x','schedule':'R1/2199-01-01T00:00:00Z/P1D',"
                        + "'notifications':[%s]}".formatted(notification))
                .statusCode())
        .isEqualTo(400);
    assertThat(service.get(V1 + "/job/bad").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'sla':{}",
        "'sla':7",
        "'sla':{'startWithin':'x'}",
        "'sla':{'finishBy':'25:00'}",
        "'sla':{'finishBy':'06:00','finishWithin':'PT1H'}",
        "'sla':{'startWithin':'PT1H','action':'explode'}",
        "'expectedEvery':'PT0S'",
        "'historyLimit':0"
      })
  void promises6AnAgreementThatCannotBeIsRefused(String field) {
    assertThat(
            service
                .post(
                    V1 + "/iso8601",
                    "{'name':'bad','command':'x','schedule':'R1/2199-01-01T00:00:00Z/P1D',%s}"
                        .formatted(field))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatAJobSaysOfItIsReadAgain() {
    String said =
        "\"notifications\":[{\"on\":[\"failure\",\"late\"],\"type\":\"slack\","
            + "\"url\":\"https://x.example/\",\"template\":\"${job}\"}],"
            + "\"sla\":{\"startWithin\":\"PT5M\",\"finishBy\":\"06:00\",\"action\":\"kill\"},"
            + "\"expectedEvery\":\"PT26H\",\"historyLimit\":10";
    post("again", said + ",");

    assertThat(service.get(V1 + "/job/again").body()).contains(said);
  }
}
