package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.instance.TaskHistory;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.wire.HistoryWriter;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** What became of the tasks of an app, also after it was deleted; the original forgets them. */
public final class AppHistory {
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  private final SchedulerAccess scheduler;
  private final TaskHistory history;

  public AppHistory(SchedulerAccess scheduler, TaskHistory history) {
    this.scheduler = scheduler;
    this.history = history;
  }

  /**
   * The newest first; {@code next} is the cursor of the next page. Without tasks and without an app
   * it is 404.
   *
   * @param parameters {@code limit} and {@code cursor}
   */
  Response of(PathId id, Parameters parameters) {
    int limit = parameters.number("limit", LARGEST_PAGE).orElse(USUAL_PAGE);
    MarathonState state = scheduler.snapshot();
    long before = parameters.text("cursor").map(AppHistory::cursor).orElse(Long.MAX_VALUE);
    List<TaskHistory.Entry> found = history.tasks(id, before, limit + 1);
    if (found.isEmpty() && state.app(id).isEmpty()) {
      throw Refusals.noSuchApp(id);
    }
    List<TaskHistory.Entry> page = found.subList(0, Math.min(limit, found.size()));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode tasks = body.putArray("tasks");
    page.forEach(entry -> tasks.add(HistoryWriter.write(entry.task(), state)));
    if (found.size() > limit) {
      body.put("next", Long.toString(page.getLast().id()));
    }
    return Response.ok(body).build();
  }

  private static long cursor(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw Refusals.invalid(
          List.of(new Problem("/cursor", "must be the 'next' of the page before")));
    }
    return Long.parseLong(text);
  }
}
