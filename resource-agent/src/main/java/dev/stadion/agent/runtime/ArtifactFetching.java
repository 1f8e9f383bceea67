package dev.stadion.agent.runtime;

import dev.stadion.agent.container.Fetching;
import dev.stadion.agent.fetch.FetchItem;
import dev.stadion.agent.fetch.FetchOrder;
import dev.stadion.agent.fetch.Fetcher;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.mesos.v1.CommandInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Lets the fetcher fetch what a command names. */
record ArtifactFetching(Fetcher fetcher) implements Fetching {

  @Override
  public void fetch(CommandInfo command, Sandbox sandbox, String user)
      throws IOException, InterruptedException {
    List<FetchItem> items = command.getUrisList().stream().map(ArtifactFetching::item).toList();
    fetcher.fetch(new FetchOrder(user, items, sandbox.directory(), sandbox.stderr()));
  }

  private static FetchItem item(CommandInfo.URI uri) {
    return new FetchItem(
        uri.getValue(),
        uri.getExecutable(),
        uri.getExtract(),
        uri.getCache(),
        uri.hasOutputFile() ? Optional.of(uri.getOutputFile()) : Optional.empty());
  }
}
