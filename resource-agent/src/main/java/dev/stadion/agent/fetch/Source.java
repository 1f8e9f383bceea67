package dev.stadion.agent.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where an artifact comes from. */
sealed interface Source {

  /** The name it has where it comes from. */
  String name();

  /** A file of a web server. */
  record Web(URI uri, String name) implements Source {}

  /** A file of this machine. */
  record Local(Path path, String name) implements Source {}

  /**
   * One file of a Maven repository, and nothing it depends on.
   *
   * @param path below the repository's address
   */
  record Maven(String path, String name) implements Source {}

  /**
   * A pure Python package of an index.
   *
   * @param project as the index spells it; the name of the file is known only to the index
   */
  record PyPi(String project, String version) implements Source {
    @Override
    public String name() {
      return project + "-" + version;
    }
  }

  /** Reads what a task says, without asking anybody. Pure. */
  final class Parser {
    private static final Pattern COORDINATE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*");
    private static final Pattern MOVING =
        Pattern.compile("(?i).*-SNAPSHOT|LATEST|RELEASE|.*[\\[(,)\\]].*");
    private static final Pattern PROJECT =
        Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.!+_-]+");
    private static final int LONGEST = 8192;

    private Parser() {}

    static Source parse(String text) throws FetchException {
      if (text.isEmpty() || text.length() > LONGEST) {
        throw new FetchException("it is empty or longer than " + LONGEST + " characters");
      }
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new FetchException("it contains a control character");
      }
      if (text.startsWith("/")) {
        return local(text);
      }
      int colon = text.indexOf(':');
      return switch (colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "http", "https" -> web(text);
        case "file" -> local(filePath(text));
        case "maven" -> maven(text.substring(colon + 1));
        case "pypi" -> pypi(text.substring(colon + 1));
        case "" -> throw new FetchException("it is neither an address nor an absolute path");
        default ->
            throw new FetchException("its scheme is none of http, https, file, maven and pypi");
      };
    }

    private static Source web(String text) throws FetchException {
      URI uri;
      try {
        uri = new URI(text).parseServerAuthority();
      } catch (URISyntaxException e) {
        throw new FetchException("it is no address: " + e.getReason(), e);
      }
      check(uri);
      return new Web(uri, basename(text));
    }

    /** What every address must be, also one that a server points to. */
    static void check(URI uri) throws FetchException {
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw new FetchException("it leads to something that is neither http nor https");
      }
      if (uri.getHost() == null || uri.getHost().isEmpty()) {
        throw new FetchException("it names no host");
      }
      if (uri.getRawUserInfo() != null) {
        throw new FetchException("it contains a user name, which is not allowed");
      }
    }

    private static String filePath(String text) throws FetchException {
      try {
        URI uri = new URI(text);
        boolean here =
            uri.getRawAuthority() == null || uri.getRawAuthority().equalsIgnoreCase("localhost");
        if (here && uri.getPath() != null && uri.getPath().startsWith("/")) {
          return uri.getPath();
        }
      } catch (URISyntaxException e) {
        throw new FetchException("it is no address: " + e.getReason(), e);
      }
      throw new FetchException("it is no absolute path of this machine");
    }

    private static Source local(String text) throws FetchException {
      for (String step : text.split("/")) {
        if (step.equals("..")) {
          throw new FetchException("its path contains '..'");
        }
      }
      Path path = Path.of(text).normalize();
      return new Local(path, basename(text));
    }

    /** As in Mesos: whatever stands behind the last slash, a query included. */
    private static String basename(String text) throws FetchException {
      int start = text.indexOf("://") < 0 ? 0 : text.indexOf("://") + 3;
      int slash = text.lastIndexOf('/');
      if (slash < start || slash == text.length() - 1) {
        throw new FetchException("its path names no file");
      }
      return text.substring(slash + 1);
    }

    private static Source maven(String coordinates) throws FetchException {
      String[] parts = coordinates.split(":", -1);
      if (parts.length < 3 || parts.length > 5) {
        throw new FetchException("it is not maven:group:artifact[:extension[:classifier]]:version");
      }
      for (String part : parts) {
        if (!COORDINATE.matcher(part).matches() || part.contains("..")) {
          throw new FetchException("'" + Shown.text(part) + "' is no Maven coordinate");
        }
      }
      String version = parts[parts.length - 1];
      if (MOVING.matcher(version).matches()) {
        throw new FetchException("the version " + Shown.text(version) + " is not a fixed one");
      }
      String extension = parts.length > 3 ? parts[2] : "jar";
      String classifier = parts.length > 4 ? "-" + parts[3] : "";
      String name = parts[1] + "-" + version + classifier + "." + extension;
      String directory = parts[0].replace('.', '/') + "/" + parts[1] + "/" + version;
      return new Maven(directory + "/" + name, name);
    }

    private static Source pypi(String requirement) throws FetchException {
      int equal = requirement.indexOf("==");
      if (equal < 0
          || !PROJECT.matcher(requirement.substring(0, equal)).matches()
          || !VERSION.matcher(requirement.substring(equal + 2)).matches()) {
        throw new FetchException("it is not pypi:name==version");
      }
      return new PyPi(
          requirement.substring(0, equal).toLowerCase(Locale.ROOT).replaceAll("[._-]+", "-"),
          requirement.substring(equal + 2));
    }
  }
}
