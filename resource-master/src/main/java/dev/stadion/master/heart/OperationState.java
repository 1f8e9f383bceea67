package dev.stadion.master.heart;

/** What became of an operation; the wire name has the prefix {@code OPERATION_} (§3.9). */
public enum OperationState {
  FINISHED,
  ERROR,
  DROPPED,
  UNREACHABLE,
  GONE_BY_OPERATOR,
  RECOVERING,
  UNKNOWN
}
