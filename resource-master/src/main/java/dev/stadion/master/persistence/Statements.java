package dev.stadion.master.persistence;

/** The SQL of the master's registry: one statement for any number of rows. */
final class Statements {
  static final String SAVE_COUNTERS =
      """
      UPDATE master_identity
         SET next_framework = ?, next_agent = ?, offer_ids_reserved = ?
      """;

  static final String SAVE_AGENTS =
      """
      INSERT INTO agent (id, status, info, capabilities, version,
                         registered_at, reregistered_at, unreachable_at,
                         deactivated, drain_since, drained, drain_max_grace_nanos,
                         drain_mark_gone, principal)
      SELECT * FROM unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::text[],
                           ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],
                           ?::boolean[], ?::timestamptz[], ?::boolean[], ?::bigint[],
                           ?::boolean[], ?::text[])
      ON CONFLICT (id) DO UPDATE
         SET status = excluded.status, info = excluded.info,
             capabilities = excluded.capabilities, version = excluded.version,
             reregistered_at = excluded.reregistered_at,
             unreachable_at = excluded.unreachable_at, deactivated = excluded.deactivated,
             drain_since = excluded.drain_since, drained = excluded.drained,
             drain_max_grace_nanos = excluded.drain_max_grace_nanos,
             drain_mark_gone = excluded.drain_mark_gone, principal = excluded.principal
      """;

  static final String SAVE_CHECKPOINTS =
      """
      INSERT INTO agent_checkpoint (agent_id, resources)
      SELECT * FROM unnest(?::text[], ?::bytea[])
      ON CONFLICT (agent_id) DO UPDATE SET resources = excluded.resources
      """;

  static final String FORGET_AGENTS = "DELETE FROM agent WHERE id = ANY (?::text[])";

  static final String SAVE_FRAMEWORKS =
      """
      INSERT INTO framework (id, info, registered_at, reregistered_at, unregistered_at)
      SELECT * FROM unnest(?::text[], ?::bytea[],
                           ?::timestamptz[], ?::timestamptz[], ?::timestamptz[])
      ON CONFLICT (id) DO UPDATE
         SET info = excluded.info, registered_at = excluded.registered_at,
             reregistered_at = excluded.reregistered_at,
             unregistered_at = excluded.unregistered_at
      """;

  static final String FORGET_FRAMEWORKS = "DELETE FROM framework WHERE id = ANY (?::text[])";

  static final String SAVE_TASKS =
      """
      INSERT INTO task (framework_id, task_id, agent_id, role, state, concluded, launched_at, epoch,
                        info, status_state, status_uuid, status_at, status)
      SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[],
                           ?::timestamptz[], ?::bigint[], ?::bytea[], ?::text[], ?::uuid[],
                           ?::timestamptz[], ?::bytea[])
      ON CONFLICT (framework_id, task_id) DO UPDATE
         SET agent_id = excluded.agent_id, role = excluded.role, state = excluded.state,
             concluded = excluded.concluded, launched_at = excluded.launched_at,
             epoch = excluded.epoch, info = excluded.info, status_state = excluded.status_state,
             status_uuid = excluded.status_uuid, status_at = excluded.status_at,
             status = excluded.status
      """;

  /**
   * Each row is looked up by its key, whatever the server thinks of the table: joined in the plain
   * way, a table that it thinks empty is read once for every task. Only the leader changes tasks,
   * so that a row stays where it was found.
   */
  static final String UPDATE_TASKS =
      """
      UPDATE task t
         SET state = now.state, concluded = now.concluded, status_state = now.status_state,
             status_uuid = now.status_uuid, status_at = now.status_at, status = now.status
        FROM (SELECT said.*, old.place
                FROM unnest(?::text[], ?::text[], ?::text[], ?::boolean[], ?::text[], ?::uuid[],
                            ?::timestamptz[], ?::bytea[])
                     AS said (framework_id, task_id, state, concluded, status_state, status_uuid,
                              status_at, status)
                     CROSS JOIN LATERAL
                     (SELECT ctid AS place FROM task
                       WHERE framework_id = said.framework_id AND task_id = said.task_id
                      OFFSET 0) AS old) AS now
       WHERE t.ctid = now.place
      """;

  static final String FORGET_TASKS =
      """
      DELETE FROM task t
       USING unnest(?::text[], ?::text[]) AS gone (framework_id, task_id)
             CROSS JOIN LATERAL
             (SELECT ctid AS place FROM task
               WHERE framework_id = gone.framework_id AND task_id = gone.task_id
              OFFSET 0) AS old
       WHERE t.ctid = old.place
      """;

  /** Few rows, changed by hand: all of them are written anew. */
  static final String CLEAR_WEIGHTS = "DELETE FROM role_weight";

  static final String SAVE_WEIGHTS =
      """
      INSERT INTO role_weight (role, weight)
      SELECT * FROM unnest(?::text[], ?::double precision[])
      """;

  static final String CLEAR_LIMITS = "DELETE FROM quota_limit";

  static final String SAVE_LIMITS =
      """
      INSERT INTO quota_limit (role, resource, millis)
      SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[])
      """;

  private Statements() {}
}
