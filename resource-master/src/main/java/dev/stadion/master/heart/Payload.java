package dev.stadion.master.heart;

/**
 * Something the master carries for others without looking into it: a task description, a framework
 * description, a status as its executor made it. The shell knows what the bytes mean.
 */
public interface Payload {
  Payload EMPTY = of(new byte[0]);

  /** The serialized form; the caller must not change it. */
  byte[] bytes();

  /** A payload that nobody has parsed yet. */
  static Payload of(byte[] bytes) {
    byte[] copy = bytes.clone();
    return () -> copy;
  }
}
