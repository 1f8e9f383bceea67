package dev.stadion.agent.supervisor;

import dev.stadion.agent.process.ProcessReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * What the supervisor tells.
 *
 * @param everything whether this is the first word of a connection and lists every container that
 *     was not forgotten
 */
record Reports(boolean everything, List<ProcessReport> reports) {
  Reports {
    reports = List.copyOf(reports);
  }

  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeBoolean(everything);
      Binary.list(out, reports, Binary::report);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  static Reports parse(byte[] frame) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(frame))) {
      return new Reports(in.readBoolean(), Binary.list(in, Binary::report));
    }
  }
}
