package dev.stadion.marathon.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a master says and what becomes of it (marathon.md §8.2, §17). */
class ConditionTableTest {
  private static Condition of(TaskState state, Optional<String> reason, String message) {
    return Conditions.of(
        new TaskUpdate(
            new TaskId("t"),
            Optional.empty(),
            state,
            reason,
            message,
            Optional.empty(),
            Instant.EPOCH,
            Optional.empty(),
            List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "STAGING, STAGING, false, true",
    "STARTING, STARTING, false, true",
    "RUNNING, RUNNING, false, true",
    "KILLING, KILLING, false, true",
    "UNREACHABLE, UNREACHABLE, false, true",
    "FINISHED, FINISHED, true, false",
    "FAILED, FAILED, true, false",
    "KILLED, KILLED, true, false",
    "ERROR, ERROR, true, false",
    "DROPPED, DROPPED, true, false",
    "GONE, GONE, true, false",
    "GONE_BY_OPERATOR, GONE, true, false",
    "UNKNOWN, UNKNOWN, true, false"
  })
  void everyStateIsACondition(
      TaskState state, Condition condition, boolean terminal, boolean active) {
    assertThat(of(state, Optional.empty(), "")).isEqualTo(condition);
    assertThat(condition.isTerminal()).isEqualTo(terminal);
    assertThat(condition.hasTask()).isEqualTo(active);
  }

  @ParameterizedTest
  @CsvSource({
    "'', Reconciliation: Task is unknown to the agent, UNKNOWN",
    "RECONCILIATION, '', UNREACHABLE",
    "TASK_UNKNOWN, '', UNKNOWN",
    "SLAVE_DISCONNECTED, '', UNREACHABLE",
    "SLAVE_REMOVED, '', UNREACHABLE",
    "SLAVE_REMOVED_BY_OPERATOR, '', GONE",
    "INVALID_OFFERS, '', DROPPED",
    "'', '', DROPPED"
  })
  void whatIsLostIsToldByItsReason(String reason, String message, Condition condition) {
    assertThat(of(TaskState.LOST, Optional.of(reason).filter(r -> !r.isEmpty()), message))
        .isEqualTo(condition);
  }

  @ParameterizedTest
  @EnumSource(TaskState.class)
  void onlyWhatWentWrongIsAFailure(TaskState state) {
    assertThat(TaskFailure.isFailure(state))
        .isEqualTo(
            List.of("FAILED", "ERROR", "LOST", "DROPPED", "GONE", "GONE_BY_OPERATOR", "UNKNOWN")
                .contains(state.name()));
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR, FAILED",
    "FAILED, GONE",
    "GONE, DROPPED",
    "DROPPED, UNREACHABLE",
    "UNREACHABLE, KILLING",
    "KILLING, STARTING",
    "STARTING, STAGING",
    "STAGING, UNKNOWN",
    "UNKNOWN, PROVISIONED",
    "PROVISIONED, RUNNING",
    "RUNNING, FINISHED",
    "FINISHED, KILLED"
  })
  void ofSeveralTasksTheWorseOneCounts(Condition worse, Condition better) {
    assertThat(worse.rank()).isLessThan(better.rank());
  }
}
