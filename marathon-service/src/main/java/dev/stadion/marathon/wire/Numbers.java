package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;

/**
 * Writes amounts in the original's way: 32 megabytes are {@code 32}, not {@code 32.0}, and half a
 * CPU is {@code 0.5}. Clients in typed languages read whole numbers into integers.
 */
final class Numbers {
  /** Up to here every whole number is a double of its own. */
  private static final double EXACT = 1L << 53;

  private Numbers() {}

  static ValueNode of(double value) {
    return Math.rint(value) == value && Math.abs(value) <= EXACT
        ? JsonNodeFactory.instance.numberNode((long) value)
        : DoubleNode.valueOf(value);
  }
}
