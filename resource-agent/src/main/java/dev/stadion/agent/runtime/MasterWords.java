package dev.stadion.agent.runtime;

import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.master.AgentStreamListener;
import dev.stadion.agent.master.Orders;
import dev.stadion.mesos.agent.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words of the master become events, in stream order. */
record MasterWords(Orders orders, Consumer<AgentEvent> loop) implements AgentStreamListener {
  private static final Logger LOG = LoggerFactory.getLogger(MasterWords.class);
  private static final int HANDFUL = 200;

  @Override
  public void on(Event event) {
    try {
      for (Event piece : pieces(event)) {
        orders.read(piece).ifPresent(loop);
      }
    } catch (IllegalArgumentException e) {
      LOG.error("the master sent a {} that cannot be read", event.getType(), e);
    }
  }

  /**
   * The first of many tasks are started while the others are still read. They may be remembered in
   * several commits: nobody was told that an order has arrived, so whoever is killed between two of
   * them has lost none that was acknowledged. The next SUBSCRIBE lists the tasks that are
   * remembered, and of the others the master says that they were dropped.
   */
  private static List<Event> pieces(Event event) {
    Event.RunTasks all = event.getRunTasks();
    if (all.getTasksCount() <= HANDFUL) {
      return List.of(event);
    }
    var pieces = new ArrayList<Event>();
    for (int from = 0; from < all.getTasksCount(); from += HANDFUL) {
      int to = Math.min(from + HANDFUL, all.getTasksCount());
      pieces.add(
          event.toBuilder()
              .setRunTasks(
                  all.toBuilder().clearTasks().addAllTasks(all.getTasksList().subList(from, to)))
              .build());
    }
    return pieces;
  }

  @Override
  public void disconnected(String why) {
    loop.accept(new AgentEvent.Disconnected());
  }
}
