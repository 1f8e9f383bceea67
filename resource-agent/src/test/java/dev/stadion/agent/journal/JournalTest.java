package dev.stadion.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
