package dev.stadion.agent.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes single files from the one Maven repository of the operator's choice. What they depend on,
 * and which other repositories their descriptions name, is not looked at.
 */
record MavenSource(Optional<URI> repository, HttpSource http) {
  /** From the strongest; the second is what every repository has. */
  private static final Map<String, String> ALGORITHMS =
      new java.util.TreeMap<>(Map.of(".sha256", "SHA-256", ".sha1", "SHA-1")).descendingMap();

  private static final Pattern HEX = Pattern.compile("^\\s*([0-9a-fA-F]{40,64})\\b");
  private static final int LARGEST_CHECKSUM = 4096;

  void download(Source.Maven artifact, Path target, Meter meter) throws IOException {
    URI base =
        repository.orElseThrow(() ->
            new FetchException("no repository is set: fetcher.mavenRepository says which to use"));
    URI file = base.resolve(artifact.path());
    Checksum checksum = checksum(file);
    http.download(file, target, meter);
    checksum.verify(target);
  }

  private Checksum checksum(URI file) throws IOException {
    for (var kind : ALGORITHMS.entrySet()) {
      URI uri = URI.create(file + kind.getKey());
      HttpSource.Text answer = http.text(uri, "*/*", LARGEST_CHECKSUM);
      Matcher hex = HEX.matcher(answer.body());
      if (answer.status() == 200 && hex.find()) {
        return new Checksum(kind.getValue(), hex.group(1));
      }
    }
    throw new FetchException("the repository has no checksum of it, or does not have it at all");
  }
}
