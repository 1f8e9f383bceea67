package dev.stadion.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Asks a master rule by rule, each with frameworks of its own that are torn down afterwards, and
 * prints what came of it. Every rule has a bound, so the whole has one.
 */
public final class Conformance {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private enum Verdict {
    PASS,
    FAIL,
    SKIP
  }

  private record Line(Rule rule, Verdict verdict, String why) {}

  private Conformance() {}

  /** All rules, in the order they are asked. */
  static List<Rule> rules() {
    return Stream.of(
            TransportRules.ALL,
            StatusRules.ALL,
            ValidationRules.ALL,
            JsonRules.ALL,
            SubscriptionRules.ALL,
            OfferRules.ALL,
            OperationRules.ALL,
            TaskRules.ALL,
            LaunchRules.ALL,
            ReconcileRules.ALL,
            GroupRules.ALL,
            ExecutorRules.ALL,
            ReadRules.ALL,
            OperatorRules.ALL)
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Asks the master at {@code uri} everything.
   *
   * @param agentWait how long to wait for an agent's offer before rules about tasks are skipped
   * @param only empty, or a part of the sections or rules to ask
   * @return 0 when every rule that could be asked is kept, 1 otherwise, also when none could
   */
  public static int run(URI uri, Duration agentWait, String only, PrintStream out) {
    out.println("Asking " + uri + " for the rules of the Mesos v1 HTTP API\n");
    try (Http probe = new Http(uri)) {
      probe.patience(LONGEST);
    } catch (IOException e) {
      out.println("It cannot be reached: " + e.getMessage());
      return 1;
    }
    var lines = new ArrayList<Line>();
    try (Target target = new Target(uri, agentWait);
        ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("conformance").factory())) {
      for (Rule rule : rules()) {
        if ((rule.section() + " " + rule.says()).contains(only)) {
          Line line = ask(rule, target, threads);
          lines.add(line);
          print(line, out);
        }
      }
    }
    long passed = count(lines, Verdict.PASS);
    long failed = count(lines, Verdict.FAIL);
    out.printf(
        "%n%d rules: %d pass, %d fail, %d skipped%n",
        lines.size(), passed, failed, count(lines, Verdict.SKIP));
    return failed == 0 && passed > 0 ? 0 : 1;
  }

  private static Line ask(Rule rule, Target target, ExecutorService threads) {
    Future<?> asking =
        threads.submit(() -> {
          rule.check().run(target);
          return null;
        });
    try {
      asking.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      return new Line(rule, Verdict.PASS, "");
    } catch (TimeoutException e) {
      return new Line(rule, Verdict.FAIL, "took longer than " + LONGEST.toSeconds() + " s");
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case Rule.Skipped skipped -> new Line(rule, Verdict.SKIP, text(skipped));
        case Rule.Broken broken -> new Line(rule, Verdict.FAIL, text(broken));
        case Throwable other -> new Line(rule, Verdict.FAIL, other.toString());
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Line(rule, Verdict.FAIL, "interrupted");
    } finally {
      asking.cancel(true);
      target.cleanUp();
    }
  }

  private static String text(Throwable problem) {
    return String.valueOf(problem.getMessage());
  }

  private static void print(Line line, PrintStream out) {
    String section = "§" + line.rule().section();
    out.printf("%-4s  %-6s %s%n", line.verdict(), section, line.rule().says());
    if (!line.why().isEmpty()) {
      out.printf("             %s%n", line.why());
    }
    out.flush();
  }

  private static long count(List<Line> lines, Verdict verdict) {
    return lines.stream().filter(line -> line.verdict() == verdict).count();
  }
}
