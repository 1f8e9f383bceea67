package dev.stadion.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path directory;

  @Test
  void whatWasAppendedIsThereAfterReopening() throws Exception {
    append("one", "two");
    append("three");

    assertThat(read()).containsExactly("one", "two", "three");
  }

  @Test
  void aTornRecordIsDroppedWhereverItWasCutAndAppendingGoesOn() throws Exception {
    append("first");
    long whole = Files.size(file());
    append("second");
    byte[] bytes = Files.readAllBytes(file());

    for (int cut = (int) whole; cut < bytes.length; cut++) {
      Files.write(file(), java.util.Arrays.copyOf(bytes, cut));
      append("third");

      assertThat(read()).as("cut at %d", cut).containsExactly("first", "third");
    }
  }

  @Test
  void aDamagedRecordIsLeftOutAndTheOthersAreKept() throws Exception {
    append("first");
    int damaged = (int) Files.size(file()) + 8;
    append("second", "third");
    byte[] bytes = Files.readAllBytes(file());
    bytes[damaged] ^= 1;
    Files.write(file(), bytes);

    assertThat(read()).containsExactly("first", "third");
    append("fourth");
    assertThat(read()).containsExactly("first", "third", "fourth");
  }

  @Test
  void zerosAtTheEndAreNoRecords() throws Exception {
    append("first");
    Files.write(file(), new byte[4096], java.nio.file.StandardOpenOption.APPEND);

    append("second");

    assertThat(read()).containsExactly("first", "second");
  }

  @Test
  void rewritingReplacesEverything() throws Exception {
    append("one", "two");
    try (Journal journal = Journal.open(file()).journal()) {
      journal.rewrite(List.of("short".getBytes(UTF_8)));
      journal.append(List.of("more".getBytes(UTF_8)));
    }

    assertThat(read()).containsExactly("short", "more");
  }

  @Test
  void whoeverIsKilledWhileRewritingHasAllOfTheOldOrAllOfTheNew() throws Exception {
    append("one", "two");
    byte[] before = Files.readAllBytes(file());
    try (Journal journal = Journal.open(file()).journal()) {
      journal.rewrite(List.of("short".getBytes(UTF_8), "story".getBytes(UTF_8)));
    }
    byte[] after = Files.readAllBytes(file());

    // The new file lies beside the old one until it is whole; then it takes its place.
    for (int written = 0; written <= after.length; written++) {
      Files.write(file(), before);
      Files.write(fresh(), java.util.Arrays.copyOf(after, written));

      assertThat(read()).as("%d bytes were written", written).containsExactly("one", "two");
      append("three");
      try (Journal journal = Journal.open(file()).journal()) {
        journal.rewrite(List.of("again".getBytes(UTF_8)));
      }
      assertThat(read()).containsExactly("again");
      assertThat(fresh()).doesNotExist();
    }
  }

  @Test
  void aJournalThatCannotBeRewrittenGoesOnAsItWas() throws Exception {
    append("one");
    Files.createDirectories(fresh().resolve("in the way"));
    try (Journal journal = Journal.open(file()).journal()) {
      assertThatThrownBy(() -> journal.rewrite(List.of("short".getBytes(UTF_8))))
          .isInstanceOf(IOException.class);

      journal.append(List.of("two".getBytes(UTF_8)));
    }

    assertThat(read()).containsExactly("one", "two");
  }

  private Path fresh() {
    return directory.resolve("journal.new");
  }

  private void append(String... records) throws IOException {
    try (Journal journal = Journal.open(file()).journal()) {
      journal.append(java.util.Arrays.stream(records).map(r -> r.getBytes(UTF_8)).toList());
      journal.force();
    }
  }

  private List<String> read() throws IOException {
    Journal.Opened opened = Journal.open(file());
    opened.journal().close();
    return opened.records().stream().map(record -> new String(record, UTF_8)).toList();
  }

  private Path file() {
    return directory.resolve("journal");
  }
}
