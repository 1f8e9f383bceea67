package dev.stadion.chronos.run;

/** Reads what tasks wrote, wherever it is now. Waits for the network; any thread. */
public interface OutputReader {
  /** What a reader gets. */
  sealed interface Reading {
    record Found(OutputPiece piece) implements Reading {}

    /** Neither the sandbox nor a copy is there any more. */
    record Gone() implements Reading {}

    /** The machine that has it cannot be asked now. */
    record Away(String why) implements Reading {}
  }

  /**
   * @param offset from the beginning; negative counts from the end
   * @param length at most so many bytes, at least 1
   */
  Reading read(OutputArchive.Source attempt, Output output, long offset, int length);
}
