package dev.stadion.agent.fetch;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A path below the sandbox, checked step by step: relative, without {@code ..}, and representable.
 *
 * @param steps without empty ones and {@code .}; empty for the sandbox itself
 */
record EntryPath(List<String> steps) {
  private static final int LONGEST_STEP = 255;
  private static final int LONGEST = 2048;

  EntryPath {
    steps = List.copyOf(steps);
  }

  /**
   * @throws FetchException when it leads, or might lead, out of the sandbox
   */
  static EntryPath of(String text) throws FetchException {
    if (text.startsWith("/")) {
      throw new FetchException("'" + Shown.text(text) + "' is an absolute path");
    }
    if (text.indexOf('\0') >= 0) {
      throw new FetchException("'" + Shown.text(text) + "' contains a NUL character");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw new FetchException("'" + Shown.text(text) + "' is too long for a path");
    }
    var steps = new ArrayList<String>();
    for (String step : text.split("/")) {
      if (step.equals("..")) {
        throw new FetchException("'" + Shown.text(text) + "' contains '..'");
      }
      if (step.getBytes(StandardCharsets.UTF_8).length > LONGEST_STEP) {
        throw new FetchException("'" + Shown.text(step) + "' is too long for a name");
      }
      if (!step.isEmpty() && !step.equals(".")) {
        steps.add(step);
      }
    }
    try {
      for (String step : steps) {
        var _ = Path.of(step);
      }
    } catch (InvalidPathException e) {
      throw new FetchException(
          "'" + Shown.text(text) + "' cannot be a file's name on this machine", e);
    }
    return new EntryPath(steps);
  }

  /** The same for what must be a file, and not one that the agent itself writes. */
  static EntryPath ofFile(String text) throws FetchException {
    EntryPath path = of(text);
    if (path.steps.isEmpty() || text.endsWith("/")) {
      throw new FetchException("'" + Shown.text(text) + "' names no file");
    }
    path.checkNotOutput();
    return path;
  }

  boolean isRoot() {
    return steps.isEmpty();
  }

  String name() {
    return steps.getLast();
  }

  /** The files that the task's output goes to are opened before the task starts. */
  void checkNotOutput() throws FetchException {
    if (!steps.isEmpty() && List.of("stdout", "stderr").contains(steps.getFirst())) {
      throw new FetchException("'" + steps.getFirst() + "' is where the task's output goes");
    }
  }

  /**
   * Checks where a symbolic link at this path would lead. A step up is let through only before all
   * others: there it goes up from a real directory, later it might go up from another link's end.
   */
  void checkLink(String target) throws FetchException {
    String shown = "'" + Shown.text(String.join("/", steps)) + "'";
    if (target.isEmpty() || target.indexOf('\0') >= 0 || target.startsWith("/")) {
      throw new FetchException(shown + " is a link to an absolute path or to nothing");
    }
    int up = 0;
    boolean down = false;
    for (String step : target.split("/")) {
      if (step.equals("..")) {
        up++;
        if (down) {
          throw new FetchException(shown + " is a link that goes down and up again");
        }
      } else if (!step.isEmpty() && !step.equals(".")) {
        down = true;
      }
    }
    if (up > steps.size() - 1) {
      throw new FetchException(shown + " is a link that leaves the sandbox");
    }
    try {
      var _ = Path.of(target);
    } catch (InvalidPathException e) {
      throw new FetchException(shown + " is a link to what cannot be a file's name", e);
    }
  }

  @Override
  public String toString() {
    return Shown.text(String.join("/", steps));
  }
}
