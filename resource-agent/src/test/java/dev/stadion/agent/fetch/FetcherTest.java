package dev.stadion.agent.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.agent.supervisor.Waiting;
import dev.stadion.dropwizard.net.Cidr;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.hc.core5.http.message.BasicHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fetcher against a web server on loopback, which the operator has allowed. */
class FetcherTest {
  private static final List<Cidr> LOOPBACK = List.of(Cidr.parse("127.0.0.0/8"));
  private static final String JAR = "the bytes of a jar";

  @TempDir Path directory;

  private final WebServer web = new WebServer();
  private Path sandbox;
  private Path log;
  private Fetcher fetcher;

  FetcherTest() throws IOException {}

  @BeforeEach
  void prepare() throws IOException {
    sandbox = Files.createDirectory(directory.resolve("sandbox"));
    log = Files.createFile(sandbox.resolve("stderr"));
    fetcher = fetcher(settings(FetchLimits.DEFAULTS));
  }

  @AfterEach
  void stop() throws IOException {
    fetcher.close();
    web.close();
    assertThat(directory.resolve("fetching"))
        .satisfiesAnyOf(
            gone -> assertThat(gone).doesNotExist(), it -> assertThat(it).isEmptyDirectory());
  }

  @Test
  void filesKeepTheNameOfTheirAddressWithItsQuery() throws Exception {
    web.serve("/a/data.txt", bytes("hello"));

    fetch(item(web.uri("/a/data.txt")), item(web.uri("/a/data.txt?v=1&token=abc")));

    assertThat(sandbox.resolve("data.txt")).hasContent("hello");
    assertThat(sandbox.resolve("data.txt?v=1&token=abc")).hasContent("hello");
    assertThat(log).content().contains("Fetching " + web.uri("/a/data.txt"), "5 bytes in 0.");
    assertThat(log).content().contains("token=***").doesNotContain("token=abc'");
    assertThat(fetcher.figures().succeeded()).isEqualTo(1);
  }

  @Test
  void anOutputFileMayStandInDirectoriesThatAreNotThereYet() throws Exception {
    web.serve("/data", bytes("hello"));

    fetch(new FetchItem(web.uri("/data").toString(), true, true, false, Optional.of("a/b/c.sh")));

    assertThat(sandbox.resolve("a/b/c.sh")).hasContent("hello").isExecutable();
  }

  @Test
  void archivesOfEveryKindAreUnpackedBesideThemselves() throws Exception {
    byte[] tar =
        Packed.tar(archive -> {
          Packed.special(archive, "bin/", TarConstants.LF_DIR, "");
          Packed.file(archive, "bin/run.sh", 0755, "#!/bin/sh");
          Packed.special(archive, "bin/link", TarConstants.LF_SYMLINK, "../bin/run.sh");
          Packed.special(archive, "hard", TarConstants.LF_LINK, "bin/run.sh");
        });
    web.serve("/a.tar", tar);
    web.serve("/a.tgz", Packed.gzip(tar));
    web.serve("/a.tar.bz2", Packed.bzip2(tar));
    web.serve("/a.txz", Packed.xz(tar));
    web.serve(
        "/a.zip",
        Packed.zip(zip -> {
          Packed.entry(zip, "bin/run.sh", 0100755, "#!/bin/sh");
          Packed.entry(zip, "bin/link", 0120777, "../bin/run.sh");
        }));

    for (String name : List.of("/a.tar", "/a.tgz", "/a.tar.bz2", "/a.txz", "/a.zip")) {
      sandbox = Files.createDirectory(directory.resolve("sandbox-of-" + name.substring(1)));
      fetch(item(web.uri(name)));

      assertThat(sandbox.resolve(name.substring(1))).isRegularFile();
      assertThat(sandbox.resolve("bin/run.sh")).hasContent("#!/bin/sh").isExecutable();
      assertThat(sandbox.resolve("bin/link")).isSymbolicLink().hasContent("#!/bin/sh");
    }
  }

  @Test
  void aLoneCompressedFileLosesItsEnding() throws Exception {
    web.serve("/notes.txt.gz", Packed.gzip(bytes("hello")));

    fetch(item(web.uri("/notes.txt.gz")));

    assertThat(sandbox.resolve("notes.txt")).hasContent("hello");
    assertThat(sandbox.resolve("notes.txt.gz")).isRegularFile();
  }

  @Test
  void whatIsExecutableOrNotToBeExtractedIsLeftAsItIs() throws Exception {
    web.serve("/a.tar", Packed.tar(tar -> Packed.file(tar, "inside", 0644, "x")));
    String uri = web.uri("/a.tar").toString();

    fetch(
        new FetchItem(uri, true, true, false, Optional.of("run.tar")),
        new FetchItem(uri, false, false, false, Optional.of("keep.tar")));

    assertThat(sandbox.resolve("inside")).doesNotExist();
    assertThat(Files.getPosixFilePermissions(sandbox.resolve("run.tar")))
        .contains(PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);
    assertThat(sandbox.resolve("keep.tar")).isRegularFile();
  }

  @Test
  void whenOneArtifactIsMissingNoneIsThere() {
    web.serve("/there", bytes("hello"));

    assertThatThrownBy(() -> fetch(item(web.uri("/there")), item(web.uri("/missing?sig=s3"))))
        .isInstanceOf(FetchException.class)
        .hasMessage(
            "Failed to fetch "
                + web.uri("/missing?sig=***")
                + ": the server answered 404 Not Found");

    assertThat(sandbox).isDirectoryNotContaining("glob:**/there");
    assertThat(log).content().contains("the server answered 404 Not Found");
    assertThat(fetcher.figures().failed()).isEqualTo(1);
  }

  @Test
  void nobodyOnThisMachineOrItsNetworkIsAskedUnlessAllowed() throws Exception {
    fetcher.close();
    fetcher = fetcher(FetchSettings.DEFAULTS);
    int port = web.port();

    for (String host :
        List.of(
            "127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "10.1.2.3")) {
      assertThatThrownBy(() -> fetch(item(URI.create("http://" + host + ":" + port + "/x"))))
          .as(host)
          .hasMessageContaining("its host must not be asked")
          .hasMessageContaining("fetcher.allowCidrs");
    }
    assertThatThrownBy(() -> fetch(item(URI.create("http://169.254.169.254/latest/meta-data"))))
        .hasMessageContaining("169.254.169.254 is link-local");
    assertThat(web.asked()).isEmpty();
  }

  @Test
  void anAddressIsResolvedOnceAndOnlyWhatWasCheckedIsConnectedTo() throws Exception {
    fetcher.close();
    var asked = new java.util.concurrent.atomic.AtomicInteger();
    HttpSource.Names rebinding =
        host -> {
          asked.incrementAndGet();
          assertThat(host).isEqualTo("rebind.test");
          return new InetAddress[] {
            InetAddress.ofLiteral("169.254.169.254"), InetAddress.ofLiteral("127.0.0.1")
          };
        };
    fetcher =
        new Fetcher(settings(FetchLimits.DEFAULTS), directory, MonotonicClock.system(), rebinding);
    web.on(
        "/file",
        exchange ->
            WebServer.answer(exchange, 200, bytes(exchange.getRequestHeaders().getFirst("Host"))));

    fetch(item(URI.create("http://rebind.test:" + web.port() + "/file")));

    assertThat(sandbox.resolve("file")).hasContent("rebind.test:" + web.port());
    assertThat(asked).hasValue(1);
  }

  @Test
  void redirectsAreFollowedThreeTimesAndCheckedEachTime() throws Exception {
    web.serve("/file", bytes("hello"));
    web.redirect("/1", "/file");
    web.redirect("/2", "/1");
    web.redirect("/3", web.uri("/2").toString());
    web.redirect("/4", "/3");
    web.redirect("/inside", "http://169.254.169.254/secret");
    web.redirect("/other", "file:///etc/passwd");

    fetch(item(web.uri("/3")));

    assertThat(sandbox.resolve("3")).hasContent("hello");
    assertThatThrownBy(() -> fetch(item(web.uri("/4")))).hasMessageContaining("3 redirects");
    assertThatThrownBy(() -> fetch(item(web.uri("/inside")))).hasMessageContaining("link-local");
    assertThatThrownBy(() -> fetch(item(web.uri("/other"))))
        .hasMessageContaining("neither http nor https");
  }

  @Test
  void aBadAddressOrNameIsRefusedBeforeAByteIsAskedFor() {
    String good = web.uri("/x").toString();
    String[][] cases = {
      {"ftp://127.0.0.1/x", "", "scheme is none of"},
      {"hdfs://a/x", "", "scheme is none of"},
      {"relative/path", "", "neither an address nor an absolute path"},
      {"http://user:pw@127.0.0.1/x", "", "user name"},
      {"http:///x", "", "names no host"},
      {"http://127.0.0.1:1/dir/", "", "names no file"},
      {"http://127.0.0.1", "", "names no file"},
      {"http://127.0.0.1/a b", "", "is no address"},
      {"/etc/passwd", "", "fetcher.localRoots is empty"},
      {"file:///etc/passwd", "", "fetcher.localRoots is empty"},
      {"maven:a:b", "", "maven:group:artifact"},
      {"maven:a:b:1-SNAPSHOT", "", "not a fixed one"},
      {"maven:a:../b:1", "", "no Maven coordinate"},
      {"pypi:requests", "", "pypi:name==version"},
      {good, "/etc/passwd", "absolute path"},
      {good, "a/../../x", "'..'"},
      {good, "stderr", "output goes"},
      {good, "stdout/x", "output goes"},
      {good, "", "names no file"},
      {good, "a/", "names no file"},
      {good, "a\0b", "NUL"},
      {good, "x".repeat(300), "too long"},
    };
    for (String[] refused : cases) {
      Optional<String> output =
          refused[0].equals(good) ? Optional.of(refused[1]) : Optional.empty();
      assertThatThrownBy(() -> fetch(new FetchItem(refused[0], false, true, false, output)))
          .as(refused[0] + " " + refused[1])
          .isInstanceOf(FetchException.class)
          .hasMessageStartingWith("Failed to fetch ")
          .hasMessageContaining(refused[2])
          .message()
          .doesNotContain("user:pw");
    }
    assertThat(web.asked()).isEmpty();
  }

  @Test
  void whatIsTooLargeOrStallsIsCutAndLeavesNothing() throws Exception {
    fetcher.close();
    fetcher =
        fetcher(
            settings(
                new FetchLimits(
                    1000, Duration.ofMinutes(5), Duration.ofMillis(200), 3, 5000, 10, 100)));
    web.serve("/large", new byte[1001]);
    web.on(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var out = exchange.getResponseBody()) {
            for (int i = 0; i < 100; i++) {
              out.write(new byte[64]);
            }
          }
        });
    var never = new CountDownLatch(1);
    web.on(
        "/stalled",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          awaitQuietly(never);
        });

    assertThatThrownBy(() -> fetch(item(web.uri("/large"))))
        .hasMessageContaining("larger than 1000");
    assertThatThrownBy(() -> fetch(item(web.uri("/endless")))).hasMessageContaining("larger than");
    assertThatThrownBy(() -> fetch(item(web.uri("/stalled")))).hasMessageContaining("no progress");
    never.countDown();
    assertThat(sandbox.toFile().list()).containsExactly("stderr");
  }

  @Test
  void whatTakesTooLongAltogetherIsCut() throws Exception {
    fetcher.close();
    fetcher =
        fetcher(
            settings(
                new FetchLimits(
                    1 << 20, Duration.ofMillis(300), Duration.ofMinutes(1), 3, 5000, 10, 100)));
    var never = new CountDownLatch(1);
    web.on("/silent", exchange -> awaitQuietly(never));

    assertThatThrownBy(() -> fetch(item(web.uri("/silent"))))
        .hasMessageContaining("it took more than");
    never.countDown();
  }

  @Test
  void redirectsAndTheFileTogetherMayTakeNoLongerThanOneDownload() throws Exception {
    fetcher.close();
    var now = new AtomicLong();
    fetcher = new Fetcher(settings(FetchLimits.DEFAULTS), directory, now::get);
    web.serve("/file", bytes("hello"));
    for (int hop = 1; hop <= 2; hop++) {
      String next = hop == 1 ? "/file" : "/" + (hop - 1);
      web.on(
          "/" + hop,
          exchange -> {
            now.addAndGet(Duration.ofMinutes(3).toNanos()); // less than the five of a download
            exchange.getResponseHeaders().set("Location", next);
            WebServer.answer(exchange, 302, new byte[0]);
          });
    }

    assertThatThrownBy(() -> fetch(item(web.uri("/2"))))
        .hasMessageContaining("it took more than 300 s");
    assertThat(web.asked()).containsExactly("/2", "/1");
    assertThat(sandbox.toFile().list()).containsExactly("stderr");
  }

  @Test
  void aSecureServerCannotRedirectToAnInsecureOne() {
    assertThatThrownBy(() ->
            HttpSource.next(
                URI.create("https://a.test/x"), new BasicHeader("Location", "http://a.test/x")))
        .hasMessageContaining("from https to http");
    assertThatThrownBy(() -> HttpSource.next(URI.create("https://a.test/x"), null))
        .hasMessageContaining("without saying where to");
  }

  /** promises.md §7.8. */
  @Test
  void theLimitsAreThoseThatWerePromised() {
    assertThat(FetchLimits.DEFAULTS)
        .isEqualTo(
            new FetchLimits(
                1L << 30, Duration.ofMinutes(5), Duration.ofMinutes(1), 3, 4L << 30, 100_000, 100));
  }

  @Test
  void anInterruptedFetchEndsAtOnceAndLeavesNothing() throws Exception {
    var asked = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    web.on(
        "/silent",
        exchange -> {
          asked.countDown();
          awaitQuietly(never);
        });
    var outcome = new AtomicReference<Throwable>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                fetch(item(web.uri("/silent")));
              } catch (Exception e) {
                outcome.set(e);
              }
            });
    asked.await();

    thread.interrupt();

    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    assertThat(sandbox.toFile().list()).containsExactly("stderr");
    never.countDown();
  }

  @Test
  void severalWhoWantOneCachedFileShareOneDownloadAndLaterOnesAskNobody() throws Exception {
    var go = new CountDownLatch(1);
    byte[] tar = Packed.tar(archive -> Packed.file(archive, "inside", 0644, "x"));
    web.on(
        "/a.tar",
        exchange -> {
          awaitQuietly(go);
          WebServer.answer(exchange, 200, tar);
        });
    var wanted = new FetchItem(web.uri("/a.tar").toString(), false, true, true, Optional.empty());
    List<Future<?>> fetches = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 5; i++) {
        Path mine = Files.createDirectory(directory.resolve("s" + i));
        Path itsLog = Files.createFile(mine.resolve("stderr"));
        fetches.add(
            threads.submit(() -> {
              fetcher.fetch(new FetchOrder("u", List.of(wanted), mine, itsLog));
              return null;
            }));
      }
      Waiting.until("it is asked", () -> !web.asked().isEmpty());
      go.countDown();
      for (Future<?> fetch : fetches) {
        fetch.get();
      }
    }

    for (int i = 0; i < 5; i++) {
      assertThat(directory.resolve("s" + i + "/inside")).hasContent("x");
      assertThat(directory.resolve("s" + i + "/a.tar")).doesNotExist(); // it stays in the cache
    }
    fetch(wanted);
    assertThat(web.asked()).hasSize(1);
    assertThat(fetcher.figures().cacheUsed()).isEqualTo(tar.length);

    fetcher.fetch(new FetchOrder("somebody else", List.of(wanted), sandbox, log));
    assertThat(web.asked()).hasSize(2);
  }

  @Test
  void theCacheForgetsWhatWasUnusedLongestAndCopesWithWhatNeverFits() throws Exception {
    fetcher.close();
    fetcher =
        fetcher(
            new FetchSettings(
                LOOPBACK,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                100,
                FetchLimits.DEFAULTS));
    for (String name : List.of("/a", "/b", "/c")) {
      web.serve(name, new byte[40]);
    }
    web.serve("/large", new byte[101]);

    fetch(cached("/a"));
    fetch(cached("/b"));
    fetch(cached("/a"));
    fetch(cached("/c"));
    fetch(cached("/large"));
    fetch(cached("/a"));
    fetch(cached("/b"));

    assertThat(web.asked()).containsExactly("/a", "/b", "/c", "/large", "/b");
    assertThat(fetcher.figures().cacheUsed()).isEqualTo(80);
    assertThat(directory.resolve("fetch-cache").toFile().list()).hasSize(2);
    assertThat(sandbox.resolve("large")).hasSize(101);
  }

  @Test
  void filesOfThisMachineComeOnlyFromBelowAnAllowedDirectory() throws Exception {
    Path shared = Files.createDirectories(directory.resolve("shared/deep"));
    Files.writeString(shared.resolve("tool"), "x");
    Files.writeString(directory.resolve("secret"), "s");
    Files.createSymbolicLink(shared.resolve("out"), directory.resolve("secret"));
    Files.createSymbolicLink(shared.resolve("up"), directory);
    fetcher.close();
    fetcher =
        fetcher(
            new FetchSettings(
                List.of(),
                List.of(directory.resolve("shared")),
                Optional.empty(),
                Optional.empty(),
                0,
                FetchLimits.DEFAULTS));

    fetch(local(shared + "/tool"), local("file://" + shared + "/tool"));

    assertThat(sandbox.resolve("tool")).hasContent("x");
    for (String path : List.of("/out", "/up/secret", "/../../secret", "", "/nothing")) {
      assertThatThrownBy(() -> fetch(local(shared + path)))
          .as(path)
          .isInstanceOf(FetchException.class);
    }
    assertThatThrownBy(() -> fetch(local(directory + "/shared-not/x")))
        .hasMessageContaining("below none of the directories");
  }

  @Test
  void anArtifactOfTheMavenRepositoryIsTakenOnlyWithTheRightChecksum() throws Exception {
    String path = "/m2/org/example/tool/1.2/tool-1.2";
    web.serve(path + ".jar", bytes(JAR));
    web.serve(path + ".jar.sha1", bytes(hex("SHA-1", JAR) + "  tool-1.2.jar\n"));
    web.serve(
        path + "-dist.tar.gz",
        Packed.gzip(Packed.tar(tar -> Packed.file(tar, "inside", 0644, "x"))));
    web.serve(path + "-dist.tar.gz.sha256", bytes("0".repeat(64)));

    fetch(local("maven:org.example:tool:1.2"));

    assertThat(sandbox.resolve("tool-1.2.jar")).hasContent(JAR);
    assertThatThrownBy(() -> fetch(local("maven:org.example:tool:tar.gz:dist:1.2")))
        .hasMessageContaining("where the repository says 000");
    assertThatThrownBy(() -> fetch(local("maven:org.example:tool:war:1.2")))
        .hasMessageContaining("no checksum");
    assertThat(sandbox.resolve("inside")).doesNotExist();
  }

  @Test
  void aPackageOfThePythonIndexIsTheWheelThatRunsAnywhere() throws Exception {
    String wheel = "a wheel";
    String sources = "sources";
    web.serve("/files/Some_Tool-1.0-py3-none-any.whl", bytes(wheel));
    web.serve(
        "/files/some-tool-1.1.zip", Packed.zip(zip -> Packed.entry(zip, "setup.py", 0100644, "#")));
    web.serve(
        "/simple/some-tool/",
        "application/vnd.pypi.simple.v1+json",
        """
        {"files": [
          {"filename": "some-tool-1.0.tar.gz", "url": "/files/x", "hashes": {"sha256": "%1$s"}},
          {"filename": "some_tool-1.0-cp312-cp312-linux_x86_64.whl", "url": "/files/x"},
          {"filename": "Some_Tool-1.0-py3-none-any.whl", "hashes": {"sha256": "%1$s"},
           "url": "../../files/Some_Tool-1.0-py3-none-any.whl"},
          {"filename": "some_tool-2.0-py3-none-any.whl", "url": "/files/x", "hashes": {}}]}
        """
            .formatted(hex("SHA-256", wheel)));
    web.serve(
        "/simple/old/",
        "text/html",
        "<a href='/files/old-1.0.tar.gz#sha256="
            + hex("SHA-256", sources)
            + "'>old-1.0.tar.gz</a>");
    web.serve("/files/old-1.0.tar.gz", bytes("changed"));

    fetch(local("pypi:Some.Tool==1.0"));

    assertThat(sandbox.resolve("Some_Tool-1.0-py3-none-any.whl")).hasContent(wheel);
    assertThatThrownBy(() -> fetch(local("pypi:some-tool==2.0")))
        .hasMessageContaining("no SHA-256");
    assertThatThrownBy(() -> fetch(local("pypi:some-tool==3.0")))
        .hasMessageContaining("neither a wheel for any machine nor sources of version 3.0");
    assertThatThrownBy(() -> fetch(local("pypi:other==1")))
        .hasMessageContaining("no project other");
    assertThatThrownBy(() -> fetch(local("pypi:old==1.0")))
        .hasMessageContaining("where the repository says");
  }

  private FetchSettings settings(FetchLimits limits) {
    return new FetchSettings(
        LOOPBACK,
        List.of(),
        Optional.of(web.uri("/m2/")),
        Optional.of(web.uri("/simple/")),
        1 << 20,
        limits);
  }

  private Fetcher fetcher(FetchSettings settings) throws IOException {
    return new Fetcher(settings, directory, MonotonicClock.system());
  }

  private void fetch(FetchItem... items) throws FetchException, InterruptedException {
    fetcher.fetch(new FetchOrder("u", List.of(items), sandbox, log));
  }

  private static FetchItem item(URI uri) {
    return new FetchItem(uri.toString(), false, true, false, Optional.empty());
  }

  private FetchItem cached(String path) {
    return new FetchItem(web.uri(path).toString(), false, true, true, Optional.empty());
  }

  private static FetchItem local(String uri) {
    return new FetchItem(uri, false, true, false, Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String hex(String algorithm, String text) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes(text)));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
