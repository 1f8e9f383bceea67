package dev.stadion.agent.master;

import dev.stadion.mesos.agent.v1.Call;
import java.util.ArrayList;
import java.util.List;

/** What waits to be told to the master. Updates of one moment travel together. Thread-safe. */
final class Outbox {
  private static final int MAX_UPDATES = 1000;
  private static final int MAX_OTHERS = 10_000;

  private final List<Call.Update> updates = new ArrayList<>();
  private final List<Call> others = new ArrayList<>();
  private boolean pong;
  private boolean closed;

  synchronized void add(List<Call.Update> more) {
    if (!closed) {
      updates.addAll(more);
      notifyAll();
    }
  }

  /** A call that follows all updates given before it. */
  synchronized void add(Call other) {
    if (!closed && others.size() < MAX_OTHERS) {
      others.add(other);
      notifyAll();
    }
  }

  synchronized void addPong() {
    pong = true;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** The next calls, pong first; waits for them. Empty when closed. */
  synchronized List<Call.Builder> take() throws InterruptedException {
    while (!closed && !pong && updates.isEmpty() && others.isEmpty()) {
      wait();
    }
    var calls = new ArrayList<Call.Builder>();
    if (closed) {
      return calls;
    }
    if (pong) {
      pong = false;
      calls.add(Call.newBuilder().setType(Call.Type.PONG));
    }
    if (!updates.isEmpty()) {
      List<Call.Update> batch = updates.subList(0, Math.min(updates.size(), MAX_UPDATES));
      calls.add(
          Call.newBuilder()
              .setType(Call.Type.UPDATE)
              .setUpdates(Call.Updates.newBuilder().addAllUpdates(batch)));
      batch.clear();
    }
    if (updates.isEmpty()) {
      others.forEach(other -> calls.add(other.toBuilder()));
      others.clear();
    }
    return calls;
  }
}
