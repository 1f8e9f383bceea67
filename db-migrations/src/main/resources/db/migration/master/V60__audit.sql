-- Who did what, or wanted to: only ever added to, each row bound to the one before it by its hash,
-- so that a row that was changed or taken out afterwards shows. Two rows for a change: one before
-- anything happens, one with what came of it; one row for what was refused at the door. Nothing in
-- here knows this schema: another service takes the same file.
CREATE TABLE audit (
  seq        bigint      PRIMARY KEY,
  at         timestamptz NOT NULL,
  request_id text        NOT NULL,
  actor      text,
  source     text        NOT NULL,
  action     text        NOT NULL,
  object     text        NOT NULL,
  before     text,
  after      text,
  outcome    text        NOT NULL,
  hash       bytea       NOT NULL
);

-- The last row's number and hash: writers queue here, and the end of the chain cannot be cut off
-- unnoticed.
CREATE TABLE audit_head (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq  bigint  NOT NULL,
  hash bytea   NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, '\x');

CREATE FUNCTION audit_hash(previous bytea, entry audit) RETURNS bytea
  LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT sha256(previous || convert_to(jsonb_build_array(
    entry.seq, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.request_id, entry.actor,
    entry.source, entry.action, entry.object, entry.before, entry.after, entry.outcome)::text,
    'UTF8'))
$$;

CREATE FUNCTION audit_append() RETURNS trigger
  LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  last audit_head;
BEGIN
  SELECT * INTO STRICT last FROM audit_head FOR UPDATE;
  NEW.seq := last.seq + 1;
  NEW.hash := audit_hash(last.hash, NEW);
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash;
  RETURN NEW;
END
$$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only added to';
END
$$;

CREATE TRIGGER append BEFORE INSERT ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_append();
CREATE TRIGGER only_append BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- Empty as long as nobody has changed anything.
CREATE VIEW audit_broken AS
  SELECT seq
  FROM (
    SELECT a.seq, a.hash, audit_hash(coalesce(lag(a.hash) OVER w, '\x'), a) AS expected,
           lag(a.seq, 1, 0::bigint) OVER w AS previous
    FROM audit a
    WINDOW w AS (ORDER BY a.seq)
  ) chained
  WHERE hash <> expected OR seq <> previous + 1
  UNION ALL
  SELECT h.seq
  FROM audit_head h LEFT JOIN audit a ON a.seq = h.seq
  WHERE h.seq > 0 AND a.hash IS DISTINCT FROM h.hash;
