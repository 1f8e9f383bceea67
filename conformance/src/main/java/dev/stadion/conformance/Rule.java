package dev.stadion.conformance;

import static java.util.Objects.requireNonNull;

/**
 * One promise of the protocol, and how to see whether it is kept.
 *
 * @param section of mesos-v1.md
 * @param says the promise in one line
 */
record Rule(String section, String says, Check check) {
  Rule {
    requireNonNull(section, "section");
    requireNonNull(says, "says");
    requireNonNull(check, "check");
  }

  /** Returns when the promise is kept. */
  @FunctionalInterface
  interface Check {
    /**
     * @throws Broken when the promise is not kept
     * @throws Skipped when that cannot be seen here
     * @throws Exception when the master cannot be asked, which is as bad as a broken promise
     */
    void run(Target master) throws Exception;
  }

  /** The master does not do what the rule says. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken(String why) {
      super(why);
    }
  }

  /** The master lacks what the rule needs, such as an agent. */
  static final class Skipped extends Exception {
    private static final long serialVersionUID = 1;

    Skipped(String why) {
      super(why);
    }
  }

  /**
   * @throws Broken with {@code otherwise}, formatted with {@code arguments}, when it is not so
   */
  static void expect(boolean so, String otherwise, Object... arguments) throws Broken {
    if (!so) {
      throw new Broken(otherwise.formatted(arguments));
    }
  }

  /** The answer must have this status. */
  static Http.Answer expect(int status, Http.Answer answer) throws Broken {
    expect(
        answer.status() == status,
        "expected %d, got %d %s",
        status,
        answer.status(),
        answer.brief());
    return answer;
  }
}
