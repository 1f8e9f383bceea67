package dev.stadion.agent.api;

import com.google.protobuf.ByteString;
import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.sandbox.SandboxFiles;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.v1.FileInfo;
import dev.stadion.mesos.v1.Flag;
import dev.stadion.mesos.v1.Metric;
import dev.stadion.mesos.v1.VersionInfo;
import dev.stadion.mesos.v1.agent.Call;
import dev.stadion.mesos.v1.agent.Response;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;

/** What an agent answers to the calls of an operator. */
final class OperatorAnswers {
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int FILE = 0100000;

  private final Agent agent;
  private final VirtualFiles files;
  private final Instant started;
  private final Instant now;

  OperatorAnswers(Agent agent, VirtualFiles files, Instant started, Instant now) {
    this.agent = agent;
    this.files = files;
    this.started = started;
    this.now = now;
  }

  /**
   * @throws Refusal when this agent does not know such a call, or it cannot be answered
   */
  Response to(Call call) throws Refusal {
    var answer = Response.newBuilder();
    var state = new StateAnswers(agent, now);
    switch (call.getType()) {
      case GET_HEALTH ->
          answer
              .setType(Response.Type.GET_HEALTH)
              .setGetHealth(Response.GetHealth.newBuilder().setHealthy(true));
      case GET_FLAGS -> answer.setType(Response.Type.GET_FLAGS).setGetFlags(flags());
      case GET_VERSION -> answer.setType(Response.Type.GET_VERSION).setGetVersion(version());
      case GET_METRICS -> answer.setType(Response.Type.GET_METRICS).setGetMetrics(metrics());
      case LIST_FILES -> answer.setType(Response.Type.LIST_FILES).setListFiles(list(call));
      case READ_FILE -> answer.setType(Response.Type.READ_FILE).setReadFile(read(call));
      case GET_STATE -> answer.setType(Response.Type.GET_STATE).setGetState(state.all());
      case GET_CONTAINERS ->
          answer.setType(Response.Type.GET_CONTAINERS).setGetContainers(state.containers());
      case GET_FRAMEWORKS ->
          answer.setType(Response.Type.GET_FRAMEWORKS).setGetFrameworks(state.frameworks());
      case GET_EXECUTORS ->
          answer.setType(Response.Type.GET_EXECUTORS).setGetExecutors(state.executors());
      case GET_TASKS -> answer.setType(Response.Type.GET_TASKS).setGetTasks(state.tasks());
      case GET_AGENT -> answer.setType(Response.Type.GET_AGENT).setGetAgent(state.agent());
      case GET_OPERATIONS ->
          // Operations are the master's alone: none is ever on its way here.
          answer
              .setType(Response.Type.GET_OPERATIONS)
              .setGetOperations(Response.GetOperations.getDefaultInstance());
      default -> throw new Refusal(501, "This agent does not know " + call.getType());
    }
    return answer.build();
  }

  private Response.GetFlags flags() {
    var answer = Response.GetFlags.newBuilder();
    Flags.of(agent)
        .forEach((name, value) -> answer.addFlags(Flag.newBuilder().setName(name).setValue(value)));
    return answer.build();
  }

  private Response.GetVersion version() {
    return Response.GetVersion.newBuilder()
        .setVersionInfo(
            VersionInfo.newBuilder()
                .setVersion(Agent.VERSION)
                .setBuildDate(started.toString())
                .setBuildTime((double) started.getEpochSecond())
                .setBuildUser("stadion"))
        .build();
  }

  private Response.GetMetrics metrics() {
    var answer = Response.GetMetrics.newBuilder();
    MetricsDocument.of(agent, started, now)
        .forEach((name, value) ->
            answer.addMetrics(
                Metric.newBuilder().setName(name).setValue(((Number) value).doubleValue())));
    return answer.build();
  }

  private Response.ListFiles list(Call call) throws Refusal {
    if (!call.hasListFiles()) {
      throw new Refusal(400, "Expecting 'list_files' to be present");
    }
    var answer = Response.ListFiles.newBuilder();
    files.list(call.getListFiles().getPath()).forEach(entry -> answer.addFileInfos(info(entry)));
    return answer.build();
  }

  private Response.ReadFile read(Call call) throws Refusal {
    if (!call.hasReadFile()) {
      throw new Refusal(400, "Expecting 'read_file' to be present");
    }
    Call.ReadFile read = call.getReadFile();
    if (read.getOffset() < 0 || read.getLength() < 0) {
      throw new Refusal(400, "'read_file.offset' or 'read_file.length' is out of range");
    }
    var piece =
        files.piece(read.getPath(), read.getOffset(), read.hasLength() ? read.getLength() : -1);
    return Response.ReadFile.newBuilder()
        .setSize(piece.size())
        .setData(ByteString.copyFrom(piece.data()))
        .build();
  }

  private static FileInfo info(SandboxFiles.Entry entry) {
    PosixFileAttributes attributes = entry.attributes();
    return FileInfo.newBuilder()
        .setPath(entry.path().toString())
        .setNlink(1)
        .setSize(attributes.size())
        .setMtime(Durations.toProto(attributes.lastModifiedTime().toInstant()))
        .setMode(mode(attributes))
        .setUid(attributes.owner().getName())
        .setGid(attributes.group().getName())
        .build();
  }

  private static int mode(PosixFileAttributes attributes) {
    int mode = attributes.isDirectory() ? DIRECTORY : attributes.isSymbolicLink() ? LINK : FILE;
    for (PosixFilePermission permission : attributes.permissions()) {
      mode |= bit(permission);
    }
    return mode;
  }

  private static int bit(PosixFilePermission permission) {
    return switch (permission) {
      case OWNER_READ -> 0400;
      case OWNER_WRITE -> 0200;
      case OWNER_EXECUTE -> 0100;
      case GROUP_READ -> 0040;
      case GROUP_WRITE -> 0020;
      case GROUP_EXECUTE -> 0010;
      case OTHERS_READ -> 0004;
      case OTHERS_WRITE -> 0002;
      case OTHERS_EXECUTE -> 0001;
    };
  }
}
