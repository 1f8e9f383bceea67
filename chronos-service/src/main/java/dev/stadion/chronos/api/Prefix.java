package dev.stadion.chronos.api;

import dev.stadion.chronos.document.JobWriter.Dialect;
import dev.stadion.chronos.job.NameRule;

/** The two generations of the API live under two prefixes and differ a little (chronos.md §1.1). */
enum Prefix {
  CHRONOS_2(NameRule.CHRONOS_2, Dialect.CHRONOS_2),
  CHRONOS_3(NameRule.CHRONOS_3, Dialect.CHRONOS_3);

  private final NameRule names;
  private final Dialect dialect;

  Prefix(NameRule names, Dialect dialect) {
    this.names = names;
    this.dialect = dialect;
  }

  static Prefix of(String path) {
    return path.startsWith("v1") ? CHRONOS_3 : CHRONOS_2;
  }

  NameRule names() {
    return names;
  }

  Dialect dialect() {
    return dialect;
  }
}
