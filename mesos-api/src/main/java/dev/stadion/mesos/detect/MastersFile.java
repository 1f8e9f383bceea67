package dev.stadion.mesos.detect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file that names masters, read anew each time. */
record MastersFile(Path file) implements MasterDetector {
  @Override
  public List<URI> masters() {
    try {
      return FixedMasters.addresses(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String description() {
    return "file://" + file;
  }
}
