package dev.stadion.agent.posix;

import java.util.Map;

/** Signal numbers of Linux on x86-64 and arm64, and the words {@code strsignal} has for them. */
public final class Signal {
  public static final int KILL = 9;
  public static final int TERM = 15;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "Hangup"),
          Map.entry(2, "Interrupt"),
          Map.entry(3, "Quit"),
          Map.entry(4, "Illegal instruction"),
          Map.entry(5, "Trace/breakpoint trap"),
          Map.entry(6, "Aborted"),
          Map.entry(7, "Bus error"),
          Map.entry(8, "Floating point exception"),
          Map.entry(KILL, "Killed"),
          Map.entry(10, "User defined signal 1"),
          Map.entry(11, "Segmentation fault"),
          Map.entry(12, "User defined signal 2"),
          Map.entry(13, "Broken pipe"),
          Map.entry(14, "Alarm clock"),
          Map.entry(TERM, "Terminated"),
          Map.entry(16, "Stack fault"),
          Map.entry(24, "CPU time limit exceeded"),
          Map.entry(25, "File size limit exceeded"),
          Map.entry(26, "Virtual timer expired"),
          Map.entry(27, "Profiling timer expired"),
          Map.entry(29, "I/O possible"),
          Map.entry(30, "Power failure"),
          Map.entry(31, "Bad system call"));

  private Signal() {}

  /** What Mesos prints for {@code signal}, such as {@code Killed}. */
  public static String describe(int signal) {
    return NAMES.getOrDefault(signal, "Unknown signal " + signal);
  }
}
