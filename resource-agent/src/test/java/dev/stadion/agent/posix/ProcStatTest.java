package dev.stadion.agent.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProcStatTest {
  private static final String REST = " S 1 2 3 0 -1 4194304 5 6 7 8 9 10 11 12 20 0 1 0 4711 99 0";

  @Test
  void theNameOfAProgramMayContainWhateverItLikes() {
    var expected = new ProcStat(42, 'S', 1, 2, 3, 4711);

    assertThat(ProcStat.parse("42 (sleep)" + REST)).hasValue(expected);
    assertThat(ProcStat.parse("42 (a) b) (c 1 2 3)" + REST + "\n")).hasValue(expected);
    assertThat(ProcStat.parse("42 ()" + REST)).hasValue(expected);
  }

  @Test
  void whatIsNoWholeLineIsNoProcess() {
    String line = "42 (sleep)" + REST;
    int whole = line.indexOf("4711") + 4;

    assertThat(
            IntStream.range(0, whole - 4)
                .filter(cut -> ProcStat.parse(line.substring(0, cut)).isPresent())
                .boxed()
                .collect(Collectors.toList()))
        .isEmpty();
    assertThat(ProcStat.parse(line.substring(0, whole)))
        .hasValue(new ProcStat(42, 'S', 1, 2, 3, 4711));
    assertThat(ProcStat.parse("")).isEmpty();
  }

  @Test
  void theLinesOfThisMachineAreRead() throws Exception {
    String[] fields =
        Files.readString(Path.of("/proc/self/stat")).replaceAll("\\(.*\\)", "()").split(" ");

    assertThat(ProcStat.of(Integer.parseInt(fields[0])).orElseThrow())
        .returns(Integer.parseInt(fields[3]), ProcStat::parent)
        .returns(Integer.parseInt(fields[4]), ProcStat::group)
        .returns(Integer.parseInt(fields[5]), ProcStat::session)
        .returns(Long.parseLong(fields[21]), ProcStat::startTicks);
  }
}
