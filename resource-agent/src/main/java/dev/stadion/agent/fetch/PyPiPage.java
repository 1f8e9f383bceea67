package dev.stadion.agent.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One project's page of a "simple" index, in either of its two forms. Pure. */
final class PyPiPage {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern ANCHOR =
      Pattern.compile(
          "<a\\s[^>]{0,4096}?href=[\"']([^\"']{1,4096})[\"'][^>]{0,4096}>([^<]{1,512})</a>",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FRAGMENT = Pattern.compile("#.*?sha256=([0-9a-fA-F]{64})");
  private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+!-]*");

  /**
   * @param sha256 empty when the index does not say
   */
  record File(String name, URI uri, Optional<String> sha256) {}

  private PyPiPage() {}

  static List<File> parse(HttpSource.Text page) throws IOException {
    return page.contentType().contains("json") ? json(page) : html(page);
  }

  /** A wheel for every machine before sources; within them the index's last word. */
  static Optional<File> choose(List<File> files, Source.PyPi wanted) {
    return files.stream()
        .filter(file -> rank(file, wanted) > 0)
        .max(Comparator.comparingInt(file -> rank(file, wanted)));
  }

  private static int rank(File file, Source.PyPi wanted) {
    String name = file.name();
    if (!SAFE_NAME.matcher(name).matches()) {
      return 0;
    }
    if (name.endsWith(".whl")) {
      String[] parts = name.substring(0, name.length() - 4).split("-");
      boolean pure =
          parts.length >= 5
              && parts[parts.length - 1].equals("any")
              && parts[parts.length - 2].equals("none")
              && List.of(parts[parts.length - 3].split("\\.")).contains("py3");
      return pure && isProject(parts[0], wanted) && isVersion(parts[1], wanted) ? 3 : 0;
    }
    for (String ending : List.of(".tar.gz", ".zip")) {
      int dash = name.lastIndexOf('-');
      if (name.endsWith(ending)
          && dash > 0
          && isProject(name.substring(0, dash), wanted)
          && isVersion(name.substring(dash + 1, name.length() - ending.length()), wanted)) {
        return ending.equals(".zip") ? 1 : 2;
      }
    }
    return 0;
  }

  private static boolean isProject(String spelled, Source.PyPi wanted) {
    return spelled.toLowerCase(Locale.ROOT).replaceAll("[._-]+", "-").equals(wanted.project());
  }

  private static boolean isVersion(String spelled, Source.PyPi wanted) {
    return normal(spelled).equals(normal(wanted.version()));
  }

  /** Enough of Python's rules to see that 1.0, v1.0 and 1.0.0 are one version. */
  private static String normal(String version) {
    String plain = version.toLowerCase(Locale.ROOT).replace('_', '-');
    String bare = plain.startsWith("v") ? plain.substring(1) : plain;
    return bare.matches("[0-9.]+") ? bare.replaceAll("(\\.0)+$", "") : bare;
  }

  private static List<File> json(HttpSource.Text page) throws IOException {
    var files = new ArrayList<File>();
    for (JsonNode file : JSON.readTree(page.body()).path("files")) {
      String sha256 = file.path("hashes").path("sha256").asText("");
      add(
          files,
          page.from(),
          file.path("filename").asText(""),
          file.path("url").asText(""),
          sha256.matches("[0-9a-fA-F]{64}") ? Optional.of(sha256) : Optional.empty());
    }
    return files;
  }

  private static List<File> html(HttpSource.Text page) {
    var files = new ArrayList<File>();
    Matcher anchors = ANCHOR.matcher(page.body());
    while (anchors.find()) {
      String href = anchors.group(1).replace("&amp;", "&");
      Matcher sha256 = FRAGMENT.matcher(href);
      Optional<String> hash = sha256.find() ? Optional.of(sha256.group(1)) : Optional.empty();
      add(files, page.from(), anchors.group(2).strip(), href.replaceAll("#.*", ""), hash);
    }
    return files;
  }

  private static void add(
      List<File> files, URI page, String name, String url, Optional<String> sha256) {
    try {
      files.add(new File(name, page.resolve(url), sha256));
    } catch (IllegalArgumentException e) {
      return; // a link that is none cannot be the one that is wanted
    }
  }
}
