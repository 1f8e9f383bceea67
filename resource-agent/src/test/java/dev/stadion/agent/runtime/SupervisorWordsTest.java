package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.cgroup.CgroupSettings;
import dev.stadion.agent.cgroup.Cgroups;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.heart.AgentOutcome;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An agent has recovered when what it found is remembered (mesos-v1.md §8.3). */
class SupervisorWordsTest implements SupervisorWords.Recovering {
  private final SupervisorWords words =
      new SupervisorWords(this, Cgroups.detect(new CgroupSettings(false, false, 1), "test"));
  private final Deque<CompletableFuture<AgentOutcome>> commits = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private boolean unreadable;

  @Test
  void nobodyMayComeBackBeforeWhatWasFoundIsRemembered() {
    commits.add(CompletableFuture.completedFuture(new AgentOutcome.Done()));

    words.everything(List.of());

    assertThat(done).containsExactly("commit, first, not heard", "register");
    assertThat(words.areHeard()).isTrue();
  }

  @Test
  void whatCouldNotBeRememberedIsAskedForAgainAndThenItIsStillTheFirst() {
    commits.add(CompletableFuture.failedFuture(diskFull()));
    words.everything(List.of());
    assertThat(done).containsExactly("commit, first, not heard", "ask again");
    assertThat(words.areHeard()).isFalse();

    commits.add(CompletableFuture.completedFuture(new AgentOutcome.Done()));
    words.everything(List.of());
    commits.add(CompletableFuture.completedFuture(new AgentOutcome.Done()));
    words.everything(List.of());

    assertThat(done.subList(2, done.size()))
        .containsExactly("commit, first, not heard", "register", "commit, again, heard");
  }

  @Test
  void anAgentThatReadsItsMemoryAgainIsAskedLater() {
    unreadable = true;

    words.everything(List.of());

    assertThat(done).containsExactly("ask again");
    assertThat(words.areHeard()).isFalse();
  }

  @Override
  public AgentState state() {
    return AgentState.EMPTY;
  }

  @Override
  public void post(AgentEvent event) {
    throw new AssertionError("nobody waits for " + event);
  }

  @Override
  public CompletableFuture<AgentOutcome> submit(AgentEvent event) {
    boolean first = event instanceof AgentEvent.Recovered(_, boolean restarted) && restarted;
    done.add(
        "commit, " + (first ? "first" : "again") + (words.areHeard() ? ", heard" : ", not heard"));
    return commits.remove();
  }

  @Override
  public List<Observation> besideTheSupervisor() {
    if (unreadable) {
      throw diskFull();
    }
    return List.of();
  }

  @Override
  public void askTheSupervisorAgain() {
    done.add("ask again");
  }

  @Override
  public void register() {
    done.add("register");
  }

  private static StoreUnavailableException diskFull() {
    return new StoreUnavailableException("the disk is full", null);
  }
}
