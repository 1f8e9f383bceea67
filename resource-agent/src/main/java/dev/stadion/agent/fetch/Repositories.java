package dev.stadion.agent.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the repositories that this machine's user has set up for Maven and pip, for an operator who
 * names none. There is no default beyond that: which outside host to trust is the operator's word.
 *
 * @param environment of this process
 * @param home of this process's user
 */
public record Repositories(Map<String, String> environment, Path home) {
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern MIRROR = element("mirror");
  private static final Pattern REPOSITORY = element("repository");
  private static final Pattern URL = element("url");
  private static final Pattern INDEX_URL =
      Pattern.compile("(?m)^\\s*index[-_]url\\s*[=:]\\s*(\\S+)\\s*$");

  public Repositories {
    environment = Map.copyOf(environment);
  }

  /** The environment's, else that of the user's settings.xml: a mirror before a repository. */
  public Optional<URI> maven() {
    return Optional.ofNullable(environment.get("STADION_MAVEN_REPOSITORY"))
        .or(() ->
            text(home.resolve(".m2/settings.xml"))
                .map(xml -> COMMENT.matcher(xml).replaceAll(""))
                .flatMap(xml -> url(xml, MIRROR).or(() -> url(xml, REPOSITORY))))
        .flatMap(Repositories::directory);
  }

  /** The environment's, else that of the first of pip's configuration files which names one. */
  public Optional<URI> pypi() {
    return Optional.ofNullable(environment.get("PIP_INDEX_URL"))
        .or(() ->
            Stream.of(
                    Optional.ofNullable(environment.get("PIP_CONFIG_FILE")).map(Path::of),
                    Optional.of(home.resolve(".config/pip/pip.conf")),
                    Optional.of(home.resolve(".pip/pip.conf")),
                    Optional.of(Path.of("/etc/pip.conf")))
                .flatMap(Optional::stream)
                .map(file -> text(file).flatMap(Repositories::indexUrl))
                .flatMap(Optional::stream)
                .findFirst())
        .flatMap(Repositories::directory);
  }

  /** An address that others can be resolved against; empty when the text is none. */
  public static Optional<URI> directory(String text) {
    try {
      String trimmed = text.strip();
      return trimmed.isEmpty()
          ? Optional.empty()
          : Optional.of(URI.create(trimmed.endsWith("/") ? trimmed : trimmed + "/"));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> url(String xml, Pattern block) {
    return block
        .matcher(xml)
        .results()
        .map(found -> URL.matcher(found.group(1)))
        .filter(Matcher::find)
        .map(found -> found.group(1).strip().replace("&amp;", "&"))
        .filter(url -> List.of("http:", "https:").stream().anyMatch(url::startsWith))
        .findFirst();
  }

  private static Optional<String> indexUrl(String ini) {
    Matcher found = INDEX_URL.matcher(ini);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static Optional<String> text(Path file) {
    try {
      return Files.isRegularFile(file)
          ? Optional.of(Objects.requireNonNull(Files.readString(file)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it is somebody else's file, and only asked for a hint
    }
  }

  private static Pattern element(String name) {
    return Pattern.compile("<" + name + ">(.*?)</" + name + ">", Pattern.DOTALL);
  }
}
