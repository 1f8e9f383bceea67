package dev.stadion.chronos.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.document.JobReader.Kind;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.job.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads many jobs that shall be declared together (chronos.md B-69). */
public final class BulkReader {
  private final JobReader reader;

  public BulkReader(JobReader reader) {
    this.reader = reader;
  }

  /**
   * @param dryRun only say what would become of them
   * @param deleteMissing whatever is not among them shall go
   */
  public record Bulk(List<Job> jobs, boolean dryRun, boolean deleteMissing) {
    public Bulk {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * @param now when a job that says nothing of a schedule is due
   * @throws InvalidDocumentException naming every problem of every job
   */
  public Bulk read(JsonNode document, NameRule names, Instant now) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(document, "", problems);
    boolean dryRun = fields.flag("dryRun", false);
    boolean deleteMissing = fields.flag("deleteMissing", false);
    JsonNode sent = document.path("jobs");
    if (!sent.isArray()) {
      fields.problem("jobs", "jobs must be a list of jobs");
    }
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      if (!sent.get(i).isObject()) {
        problems.add(new Problem("/jobs/" + i, "a job must be an object"));
        continue;
      }
      try {
        jobs.add(reader.read(sent.get(i), Kind.ANY, names, now));
      } catch (InvalidDocumentException invalid) {
        String path = "/jobs/" + i;
        invalid.problems().forEach(p -> problems.add(new Problem(path + p.path(), p.error())));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
    return new Bulk(jobs, dryRun, deleteMissing);
  }
}
