package dev.stadion.agent.posix;

import java.io.IOException;

/** A kernel call failed. */
public final class PosixException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  PosixException(String call, int errno, String text) {
    super(call + ": " + text);
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
