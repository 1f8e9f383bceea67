package dev.stadion.agent.master;

import dev.stadion.agent.check.CheckState;
import dev.stadion.agent.check.ProbeResult;
import dev.stadion.agent.task.Document;
import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.CheckStatusInfo;
import dev.stadion.mesos.v1.HealthCheck;
import java.util.Optional;

/** What checks are and what they found, in the words of the wire (mesos-v1.md §6.10). Pure. */
public final class CheckStatuses {
  private CheckStatuses() {}

  /** Old frameworks leave the type out. */
  public static HealthCheck.Type typeOf(HealthCheck check) {
    if (check.hasType() && check.getType() != HealthCheck.Type.UNKNOWN) {
      return check.getType();
    }
    return check.hasHttp()
        ? HealthCheck.Type.HTTP
        : check.hasTcp() ? HealthCheck.Type.TCP : HealthCheck.Type.COMMAND;
  }

  public static CheckInfo.Type typeOf(CheckInfo check) {
    if (check.hasType() && check.getType() != CheckInfo.Type.UNKNOWN) {
      return check.getType();
    }
    return check.hasHttp()
        ? CheckInfo.Type.HTTP
        : check.hasTcp() ? CheckInfo.Type.TCP : CheckInfo.Type.COMMAND;
  }

  /** As long as nothing is known, the part of the check's type is there and empty. */
  public static CheckStatusInfo empty(CheckInfo check) {
    return empty(typeOf(check)).build();
  }

  public static Document of(CheckInfo check, CheckState state) {
    CheckStatusInfo.Builder status = empty(typeOf(check));
    state
        .found()
        .ifPresent(found -> {
          switch (found) {
            case ProbeResult.Exited(int code) -> status.getCommandBuilder().setExitCode(code);
            case ProbeResult.Answered(int code) -> status.getHttpBuilder().setStatusCode(code);
            case ProbeResult.Connected(boolean yes) -> status.getTcpBuilder().setSucceeded(yes);
            case ProbeResult.Failed _ -> {}
          }
        });
    return Document.of(status.build().toByteArray());
  }

  /** What was said before, as the check goes on from it. */
  public static CheckState read(Document document) {
    CheckStatusInfo status = Messages.checkStatus(document);
    Optional<ProbeResult> found = Optional.empty();
    if (status.getCommand().hasExitCode()) {
      found = Optional.of(new ProbeResult.Exited(status.getCommand().getExitCode()));
    } else if (status.getHttp().hasStatusCode()) {
      found = Optional.of(new ProbeResult.Answered(status.getHttp().getStatusCode()));
    } else if (status.getTcp().hasSucceeded()) {
      found = Optional.of(new ProbeResult.Connected(status.getTcp().getSucceeded()));
    }
    return new CheckState(found);
  }

  private static CheckStatusInfo.Builder empty(CheckInfo.Type type) {
    CheckStatusInfo.Builder status = CheckStatusInfo.newBuilder().setType(type);
    switch (type) {
      case HTTP -> status.setHttp(CheckStatusInfo.Http.getDefaultInstance());
      case TCP -> status.setTcp(CheckStatusInfo.Tcp.getDefaultInstance());
      case COMMAND, UNKNOWN -> status.setCommand(CheckStatusInfo.Command.getDefaultInstance());
    }
    return status;
  }
}
