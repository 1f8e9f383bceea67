package dev.stadion.agent.supervisor;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Frames on the socket between agent and supervisor: a length, then that many bytes. */
final class Frames {
  private static final int MAX_FRAME = 64 << 20;

  private Frames() {}

  static void write(DataOutputStream out, byte[] frame) throws IOException {
    out.writeInt(frame.length);
    out.write(frame);
    out.flush();
  }

  /**
   * @throws java.io.EOFException when the other side is gone
   */
  static byte[] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_FRAME) {
      throw new IOException("a frame of " + length + " bytes is out of bounds");
    }
    byte[] frame = new byte[length];
    in.readFully(frame);
    return frame;
  }
}
