package dev.stadion.scheduling.constraint;

/** The operators of a placement constraint, by their names on the wire (marathon.md §14.3). */
public enum Operator {
  /** No two tasks share a value. */
  UNIQUE,
  /** All tasks share one value. */
  CLUSTER,
  /** Tasks are spread evenly over the values. */
  GROUP_BY,
  /** The value matches a regular expression. */
  LIKE,
  /** The value does not match a regular expression, or there is none. */
  UNLIKE,
  /** At most so many tasks share a value. */
  MAX_PER,
  /** The value is exactly this. */
  IS
}
