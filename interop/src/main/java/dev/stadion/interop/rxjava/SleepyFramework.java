package dev.stadion.interop.rxjava;

import com.mesosphere.mesos.rx.java.SinkOperation;
import com.mesosphere.mesos.rx.java.SinkOperations;
import com.mesosphere.mesos.rx.java.protobuf.ProtobufMesosClientBuilder;
import com.mesosphere.mesos.rx.java.protobuf.SchedulerCalls;
import com.mesosphere.mesos.rx.java.util.UserAgentEntries;
import java.net.URI;
import java.util.Optional;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import rx.Observable;

/**
 * Runs so many naps as fast as offers allow, on mesos-rxjava's client, and ends when all of them
 * have. Like that library's own example it comes with a framework id it made up itself, knows no
 * capabilities, and so has one role, and resources that name it in the old way.
 *
 * <p>Arguments: the scheduler endpoint, a framework id, a role, the number of naps, and how many
 * seconds each takes. Prints a line for each update. Exits with 0 when every nap has finished.
 */
public final class SleepyFramework {
  private SleepyFramework() {}

  public static void main(String[] arguments) {
    URI master = URI.create(arguments[0]);
    FrameworkID id = FrameworkID.newBuilder().setValue(arguments[1]).build();
    String role = arguments[2];
    var naps = new Naps(id, role, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
    var client =
        ProtobufMesosClientBuilder.schedulerUsingProtos()
            .mesosUri(master)
            .applicationUserAgentEntry(UserAgentEntries.literal("sleepy", "1"))
            .subscribe(SchedulerCalls.subscribe(id, info(id, role)))
            .processStream(events -> events.concatMap(event -> answer(naps, event)))
            .build();
    try {
      client.openStream().await();
    } catch (Throwable e) {
      // A torn down framework's stream ends, which is what the last nap asks for.
      System.out.println("stream ended: " + e);
    }
    System.out.println(naps.finished() + " finished");
    System.exit(naps.done() ? 0 : 1);
  }

  private static FrameworkInfo info(FrameworkID id, String role) {
    return FrameworkInfo.newBuilder()
        .setId(id)
        .setUser(System.getProperty("user.name"))
        .setName("sleepy")
        .setFailoverTimeout(0)
        .setRole(role)
        .build();
  }

  private static Observable<Optional<SinkOperation<Call>>> answer(Naps naps, Event event) {
    return Observable.from(naps.on(event)).map(call -> Optional.of(SinkOperations.sink(call)));
  }
}
