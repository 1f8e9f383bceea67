package dev.stadion.master.api;

import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.wire.MasterIdentity;
import dev.stadion.master.wire.RoleAnswers;
import dev.stadion.master.wire.Schedules;
import dev.stadion.master.wire.StateAnswers;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.v1.Flag;
import dev.stadion.mesos.v1.VersionInfo;
import dev.stadion.mesos.v1.master.Call;
import dev.stadion.mesos.v1.master.Response;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Answers to the calls that only read (mesos-v1.md §13). */
final class OperatorAnswers {
  private final MasterState whole;
  private final MasterState state;
  private final Viewpoint viewpoint;
  private final MasterIdentity identity;
  private final Map<String, String> flags;
  private final Verbosity verbosity;

  /**
   * @param viewpoint what the operator may see of it
   */
  OperatorAnswers(
      MasterState whole,
      Viewpoint viewpoint,
      MasterIdentity identity,
      Map<String, String> flags,
      Verbosity verbosity) {
    this.whole = whole;
    this.state = viewpoint.of(whole);
    this.viewpoint = viewpoint;
    this.identity = identity;
    this.flags = flags;
    this.verbosity = verbosity;
  }

  /**
   * @throws Refusal when this master does not know such a call
   */
  Response to(Call call) throws Refusal, IOException {
    var answer = Response.newBuilder();
    switch (call.getType()) {
      case GET_HEALTH ->
          answer
              .setType(Response.Type.GET_HEALTH)
              .setGetHealth(Response.GetHealth.newBuilder().setHealthy(true));
      case GET_FLAGS -> {
        viewpoint.mustSeeFlags();
        answer.setType(Response.Type.GET_FLAGS).setGetFlags(flags());
      }
      case GET_VERSION -> answer.setType(Response.Type.GET_VERSION).setGetVersion(version());
      case GET_LOGGING_LEVEL ->
          answer
              .setType(Response.Type.GET_LOGGING_LEVEL)
              .setGetLoggingLevel(
                  Response.GetLoggingLevel.newBuilder().setLevel(verbosity.level()));
      case LIST_FILES -> {
        viewpoint.mustReadLogs();
        answer.setType(Response.Type.LIST_FILES).setListFiles(MasterLog.list(call));
      }
      case READ_FILE -> {
        viewpoint.mustReadLogs();
        answer.setType(Response.Type.READ_FILE).setReadFile(MasterLog.read(call));
      }
      case GET_STATE ->
          answer.setType(Response.Type.GET_STATE).setGetState(StateAnswers.state(state));
      case GET_AGENTS ->
          answer.setType(Response.Type.GET_AGENTS).setGetAgents(StateAnswers.agents(state));
      case GET_FRAMEWORKS ->
          answer
              .setType(Response.Type.GET_FRAMEWORKS)
              .setGetFrameworks(StateAnswers.frameworks(state));
      case GET_EXECUTORS ->
          answer
              .setType(Response.Type.GET_EXECUTORS)
              .setGetExecutors(StateAnswers.executors(state));
      case GET_OPERATIONS ->
          // Operations are done at once: none is ever on its way.
          answer
              .setType(Response.Type.GET_OPERATIONS)
              .setGetOperations(Response.GetOperations.getDefaultInstance());
      case GET_TASKS ->
          answer.setType(Response.Type.GET_TASKS).setGetTasks(StateAnswers.tasks(state));
      case GET_ROLES ->
          answer
              .setType(Response.Type.GET_ROLES)
              .setGetRoles(RoleAnswers.roles(whole, viewpoint::seesRole));
      case GET_WEIGHTS ->
          answer
              .setType(Response.Type.GET_WEIGHTS)
              .setGetWeights(RoleAnswers.weights(whole, viewpoint::seesRole));
      case GET_QUOTA ->
          answer
              .setType(Response.Type.GET_QUOTA)
              .setGetQuota(RoleAnswers.quota(whole, viewpoint::seesRole));
      case GET_MASTER -> answer.setType(Response.Type.GET_MASTER).setGetMaster(master());
      case GET_MAINTENANCE_STATUS ->
          answer
              .setType(Response.Type.GET_MAINTENANCE_STATUS)
              .setGetMaintenanceStatus(
                  Response.GetMaintenanceStatus.newBuilder().setStatus(Schedules.status(state)));
      case GET_MAINTENANCE_SCHEDULE ->
          answer
              .setType(Response.Type.GET_MAINTENANCE_SCHEDULE)
              .setGetMaintenanceSchedule(
                  Response.GetMaintenanceSchedule.newBuilder()
                      .setSchedule(Schedules.schedule(state.maintenance())));
      default -> throw new Refusal(501, "This master does not know " + call.getType());
    }
    return answer.build();
  }

  private Response.GetFlags flags() {
    var answer = Response.GetFlags.newBuilder();
    new TreeMap<>(flags)
        .forEach((name, value) -> answer.addFlags(Flag.newBuilder().setName(name).setValue(value)));
    return answer.build();
  }

  private static Response.GetVersion version() {
    return Response.GetVersion.newBuilder()
        .setVersionInfo(VersionInfo.newBuilder().setVersion(MasterIdentity.VERSION))
        .build();
  }

  private Response.GetMaster master() {
    var answer = Response.GetMaster.newBuilder().setMasterInfo(identity.info(state.masterId()));
    state
        .clock()
        .map(clock -> Durations.toTimestamp(clock.started()))
        .ifPresent(started -> answer.setStartTime(started).setElectedTime(started));
    return answer.build();
  }
}
