package dev.stadion.chronos.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.NameRule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database keeps of a declaration, and that nothing of it is lost. */
class JobDocumentsTest {
  private static Job job(String json) {
    return new JobReader(Defaults.CHRONOS)
        .read(
            StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
            JobReader.Kind.ANY,
            NameRule.CHRONOS_2,
            Instant.EPOCH);
  }

  private static String stored(Job job) {
    return JobDocuments.write(job);
  }

  @Test
  void whatIsAsUsualIsNotWritten() throws Exception {
    String text = stored(job("{'name':'a','command':'x','schedule':'R/2026-01-01T00:00:00Z/P1D'}"));

    assertThat(new ObjectMapper().readTree(text))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"name\":\"a\",\"command\":\"x\",\"schedule\":\"R/2026-01-01T00:00:00Z/P1D\"}"));
  }

  /** There are documents that say none of this: what is usual can never be something else. */
  @Test
  void whatIsUsualStaysSoForEver() {
    Job usual =
        JobDocuments.read("{\"name\":\"usual\",\"schedule\":\"R/1970-01-02T00:00:00Z/P1D\"}");

    assertThat(usual)
        .isEqualTo(
            job(
                "{'name':'usual','command':'','shell':true,'executor':'','executorFlags':'',"
                    + "'taskInfoData':'','retries':2,'owner':'','ownerName':'','description':'',"
                    + "'successCount':0,'errorCount':0,'lastSuccess':'','lastError':'','cpus':0.1,"
                    + "'disk':256,'mem':128,'disabled':false,'softError':false,"
                    + "'dataProcessingJobType':false,'errorsSinceLastSuccess':0,'fetch':[],"
                    + "'uris':[],'environmentVariables':[],'arguments':[],'highPriority':false,"
                    + "'concurrent':false,'maxCompletionTime':0,'constraints':[],"
                    + "'schedule':'R/1970-01-02T00:00:00Z/P1D'}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'schedule':'R/1970-01-02T00:00:00Z/P1D'",
        "'schedule':'R1//PT1S','retries':0,'shell':false,'cpus':0.001,'mem':1,'disk':1e3",
        "'parents':['b','a'],'softError':true,'owner':'me','disabled':true",
        "'cron':'0 0 * * *','cronDst':'literal','scheduleTimeZone':'Europe/Berlin'",
        "'cron':['@daily','0 30 1 ? * 6L'],'jitter':'PT1M','misfirePolicy':'skip'",
        "'schedule':'R//P1D','epsilon':'PT1M','concurrent':true,'async':false,'highPriority':true",
        "'schedule':'R//P1D','container':{'type':'DOCKER','image':'i','network':'HOST',"
            + "'volumes':[{'containerPath':'/c','hostPath':'/h','mode':'RO'}],'parameters':"
            + "[{'key':'k','value':'v'}]}",
        "'schedule':'R//P1D','fetch':[{'uri':'http://h/f','extract':false}],'runAsUser':'joe',"
            + "'environmentVariables':[{'name':'A','value':''}],'arguments':['']",
        "'schedule':'R//P1D','constraints':[['rack','LIKE','a.*']],'paused':false,'priority':50",
        "'schedule':'R//P1D','notifications':[{'on':['failure'],'type':'http','url':'http://h/',"
            + "'secret':'s'}],'sla':{'startWithin':'PT5M'},'historyLimit':1000"
      })
  void whateverIsSaidIsReadAgain(String said) {
    Job job = job("{'name':'a','command':'x'," + said + "}");

    assertThat(JobDocuments.read(stored(job))).isEqualTo(job);
  }

  @Test
  void documentsOfEarlierVersionsSayEverythingAndAreReadTheSame() {
    String early =
        "{'name':'a','command':'x','shell':true,'executor':'','executorFlags':'','taskInfoData':'',"
            + "'retries':2,'owner':'','ownerName':'','description':'','successCount':7,"
            + "'errorCount':0,'lastSuccess':'2026-01-01T00:00:00.000Z','lastError':'','cpus':0.1,"
            + "'disk':256.0,'mem':128.0,'disabled':false,'softError':false,"
            + "'dataProcessingJobType':false,'errorsSinceLastSuccess':0,'fetch':[],'uris':[],"
            + "'environmentVariables':[],'arguments':[],'highPriority':false,'concurrent':false,"
            + "'maxCompletionTime':0,'constraints':[],'schedule':'R/2026-01-01T00:00:00Z/P1D'}";

    Job read = JobDocuments.read(early.replace('\'', '"'));

    assertThat(read).isEqualTo(job(early));
    assertThat(JobDocuments.read(stored(read))).isEqualTo(read);
  }
}
