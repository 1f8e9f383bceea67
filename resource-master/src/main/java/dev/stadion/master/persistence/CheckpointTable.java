package dev.stadion.master.persistence;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.master.heart.Agent;
import dev.stadion.mesos.agent.v1.Event.CheckpointResources;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.resource.Resources;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reservations and volumes of agents in PostgreSQL. */
final class CheckpointTable {
  private static final Logger log = LoggerFactory.getLogger(CheckpointTable.class);

  private CheckpointTable() {}

  static void save(Pipeline pipeline, Map<AgentId, Resources> checkpoints) throws SQLException {
    pipeline.add(
        Statements.SAVE_CHECKPOINTS,
        List.copyOf(checkpoints.entrySet()),
        columns ->
            columns
                .text(row -> row.getKey().value())
                .bytes(row ->
                    CheckpointResources.newBuilder()
                        .addAllResources(ResourceConverter.toProto(row.getValue()))
                        .build()
                        .toByteArray()));
  }

  /** The agents with what is kept on them. */
  static List<Agent> keep(Connection connection, List<Agent> agents) throws SQLException {
    var checkpoints = new HashMap<String, Resources>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT agent_id, resources FROM agent_checkpoint");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        try {
          checkpoints.put(
              row.getString(1),
              ResourceConverter.fromProto(
                  CheckpointResources.parseFrom(row.getBytes(2)).getResourcesList()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
          log.error("what is kept on agent {} cannot be read", row.getString(1), e);
        }
      }
    }
    return agents.stream()
        .map(agent ->
            checkpoints.containsKey(agent.id().value())
                ? agent.keeping(checkpoints.get(agent.id().value()))
                : agent)
        .toList();
  }
}
