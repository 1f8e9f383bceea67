package dev.stadion.agent.supervisor;

import dev.stadion.agent.journal.Journal;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.process.ProcessStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The supervisor's memory: which containers were to be started, which process each became, and how
 * each ended. Thread-safe.
 */
final class SupervisorJournal implements Closeable {
  private static final long COMPACT_ABOVE = 8L << 20;
  private static final byte BOOT = 1;
  private static final byte LAUNCH = 2;
  private static final byte STATUS = 3;
  private static final byte FORGET = 4;

  /**
   * What is remembered of one container.
   *
   * @param directory its working directory, by which a process can be recognised
   * @param status empty between the launch record and the start
   */
  record Remembered(
      ContainerId container,
      String directory,
      List<String> cgroups,
      Optional<ProcessStatus> status) {}

  private final Journal journal;
  private final String boot;
  private final Consumer<String> log;
  private String writtenIn; // the boot of which the journal's running processes are
  private boolean bootIsWritten;
  private boolean full; // so it was said already
  private final Map<ContainerId, Remembered> live = new LinkedHashMap<>();
  private long compactAbove = COMPACT_ABOVE;

  private SupervisorJournal(
      Journal journal, List<byte[]> records, String boot, Consumer<String> log) throws IOException {
    this.journal = journal;
    this.boot = boot;
    this.log = log;
    String seen = boot;
    for (byte[] record : records) {
      seen = replay(record).orElse(seen);
    }
    this.writtenIn = seen;
  }

  /**
   * @param log told of what goes wrong but stops nothing
   */
  static SupervisorJournal open(Path file, String boot, Consumer<String> log) throws IOException {
    Journal.Opened opened = Journal.open(file);
    return new SupervisorJournal(opened.journal(), opened.records(), boot, log);
  }

  /** Whether the machine was restarted since the journal's processes were started. */
  synchronized boolean rebooted() {
    return !writtenIn.equals(boot);
  }

  /**
   * What every process became is remembered: from here on, the journal is of this boot. Not before:
   * whoever is killed between the two must not take processes of another boot for those of this.
   */
  synchronized void recovered() {
    writtenIn = boot;
    compactIfPossible();
  }

  /** Everything not forgotten. */
  synchronized List<Remembered> remembered() {
    return List.copyOf(live.values());
  }

  /** Returns when it is on the disk that these are about to be started. */
  synchronized void launching(List<ProcessSpec> specs) throws IOException {
    var records = new ArrayList<byte[]>();
    if (!bootIsWritten) {
      // The disk was full until now. What became of the processes of another boot comes first.
      tellLive(records);
      records.add(boot());
    }
    for (ProcessSpec spec : specs) {
      var remembered =
          new Remembered(spec.container(), spec.directory(), spec.cgroups(), Optional.empty());
      live.put(spec.container(), remembered);
      records.add(launch(remembered));
    }
    journal.append(records);
    bootIsWritten = true;
    journal.force();
  }

  /** Remembers these; safe against the end of this process, not yet of the machine. */
  synchronized void statuses(List<ProcessReport> reports) throws IOException {
    var records = new ArrayList<byte[]>(reports.size());
    for (ProcessReport report : reports) {
      Optional<ProcessStatus> status = Optional.of(report.status());
      live.computeIfPresent(
          report.container(),
          (id, was) -> new Remembered(id, was.directory(), was.cgroups(), status));
      records.add(status(report.container(), status));
    }
    journal.append(records);
  }

  /** Waits for the disk. */
  synchronized void force() throws IOException {
    journal.force();
  }

  synchronized void forget(List<ContainerId> containers) throws IOException {
    var records = new ArrayList<byte[]>();
    for (ContainerId container : containers) {
      if (live.remove(container) != null) {
        records.add(record(FORGET, out -> Binary.container(out, container)));
      }
    }
    journal.append(records);
    if (journal.size() > compactAbove) {
      compactIfPossible();
    }
  }

  /** Nothing is lost when it is not: a disk that is full today need not be so later. */
  private void compactIfPossible() {
    try {
      compact();
      full = false;
    } catch (IOException e) {
      compactAbove = journal.size() + COMPACT_ABOVE;
      if (!full) {
        full = true;
        log.accept("the journal grows on, since it cannot be compacted: " + e);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }

  private void compact() throws IOException {
    var records = new ArrayList<byte[]>();
    records.add(boot());
    tellLive(records);
    journal.rewrite(records);
    bootIsWritten = true;
    compactAbove = Math.max(COMPACT_ABOVE, 2 * journal.size());
  }

  private void tellLive(List<byte[]> records) throws IOException {
    for (Remembered remembered : live.values()) {
      records.add(launch(remembered));
      if (remembered.status().isPresent()) {
        records.add(status(remembered.container(), remembered.status()));
      }
    }
  }

  private Optional<String> replay(byte[] record) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
      int kind = in.readByte();
      switch (kind) {
        case BOOT -> {
          return Optional.of(Binary.string(in));
        }
        case LAUNCH -> {
          var launched =
              new Remembered(
                  Binary.container(in),
                  Binary.string(in),
                  Binary.list(in, Binary::string),
                  Optional.empty());
          live.put(launched.container(), launched);
        }
        case STATUS -> {
          ContainerId container = Binary.container(in);
          ProcessStatus status = Binary.status(in);
          live.computeIfPresent(
              container,
              (id, was) -> new Remembered(id, was.directory(), was.cgroups(), Optional.of(status)));
        }
        case FORGET -> live.remove(Binary.container(in));
        default -> throw new IOException("unknown record " + kind + " in the supervisor's journal");
      }
      return Optional.empty();
    }
  }

  private byte[] boot() throws IOException {
    return record(BOOT, out -> Binary.string(out, writtenIn));
  }

  private static byte[] launch(Remembered remembered) throws IOException {
    return record(
        LAUNCH,
        out -> {
          Binary.container(out, remembered.container());
          Binary.string(out, remembered.directory());
          Binary.list(out, remembered.cgroups(), Binary::string);
        });
  }

  private static byte[] status(ContainerId container, Optional<ProcessStatus> status)
      throws IOException {
    return record(
        STATUS,
        out -> {
          Binary.container(out, container);
          Binary.status(out, status.orElseThrow());
        });
  }

  private interface Body {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] record(byte kind, Body body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(kind);
      body.write(out);
    }
    return bytes.toByteArray();
  }
}
