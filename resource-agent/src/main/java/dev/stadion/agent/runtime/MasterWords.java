package dev.stadion.agent.runtime;

import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.master.AgentStreamListener;
import dev.stadion.agent.master.Orders;
import dev.stadion.mesos.agent.v1.Event;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words of the master become events, in stream order. */
record MasterWords(Orders orders, Consumer<AgentEvent> loop) implements AgentStreamListener {
  private static final Logger LOG = LoggerFactory.getLogger(MasterWords.class);

  @Override
  public void on(Event event) {
    try {
      orders.read(event).ifPresent(loop);
    } catch (IllegalArgumentException e) {
      LOG.error("the master sent a {} that cannot be read", event.getType(), e);
    }
  }

  @Override
  public void disconnected(String why) {
    loop.accept(new AgentEvent.Disconnected());
  }
}
