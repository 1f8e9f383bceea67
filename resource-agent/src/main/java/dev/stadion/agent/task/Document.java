package dev.stadion.agent.task;

import java.util.Arrays;

/** A message of the wire that the heart carries but does not read. */
public final class Document {
  private final byte[] bytes;

  private Document(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Document of(byte[] bytes) {
    return new Document(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Document document && Arrays.equals(bytes, document.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
