package dev.stadion.chronos.runtime.outside;

import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Output;
import dev.stadion.chronos.run.OutputArchive;
import dev.stadion.chronos.run.OutputArchive.Source;
import dev.stadion.chronos.run.OutputPiece;
import dev.stadion.chronos.run.OutputReader;
import dev.stadion.scheduling.id.FrameworkId;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Outputs, from the sandbox while it is there and from the archive afterwards. The archive is asked
 * first about attempts that are over, since it needs no other machine.
 */
public final class TaskOutput implements OutputReader {
  private final AgentFiles agents;
  private final OutputArchive archive;
  private final Supplier<Optional<FrameworkId>> framework;

  public TaskOutput(
      AgentFiles agents, OutputArchive archive, Supplier<Optional<FrameworkId>> framework) {
    this.agents = agents;
    this.archive = archive;
    this.framework = framework;
  }

  @Override
  public Reading read(Source source, Output output, long offset, int length) {
    Attempt attempt = source.attempt();
    Optional<OutputPiece> kept =
        attempt.state().isTerminal()
            ? archive.find(source.run(), attempt.number(), output)
            : Optional.empty();
    if (kept.filter(piece -> start(piece, offset) >= piece.offset()).isPresent()) {
      return found(kept.get(), offset, length);
    }
    try {
      Optional<OutputPiece> live = fromAgent(source, output, offset, length);
      if (live.isPresent()) {
        return new Reading.Found(live.get());
      }
      return kept.isPresent() ? found(kept.get(), offset, length) : new Reading.Gone();
    } catch (IOException e) {
      return kept.isPresent()
          ? found(kept.get(), offset, length)
          : new Reading.Away(String.valueOf(e.getMessage()));
    }
  }

  private static long start(OutputPiece kept, long offset) {
    return offset < 0 ? Math.max(0, kept.size() + offset) : offset;
  }

  private static Reading found(OutputPiece kept, long offset, int length) {
    return new Reading.Found(kept.part(start(kept, offset), length));
  }

  /**
   * Empty when there is no such sandbox, or nobody knows where it was.
   *
   * @throws IOException when its agent cannot be asked
   */
  Optional<OutputPiece> fromAgent(Source source, Output output, long offset, int length)
      throws IOException {
    Optional<FrameworkId> ours = framework.get();
    if (ours.isEmpty() || source.attempt().agentUrl().isEmpty()) {
      return Optional.empty();
    }
    // A command task has an executor of its own name, one with a custom executor that of its job.
    for (String executor : new String[] {source.attempt().task().value(), source.job()}) {
      String path =
          "/frameworks/%s/executors/%s/runs/latest/%s"
              .formatted(ours.get().value(), executor, output.file());
      Optional<OutputPiece> piece =
          agents.read(source.attempt().agentUrl().get(), path, offset, length);
      if (piece.isPresent()) {
        return piece;
      }
    }
    return Optional.empty();
  }
}
