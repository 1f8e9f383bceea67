-- What groups say of themselves, and the versions that the tree of groups and apps had.

-- The groups there are. Those around apps may be missing: they follow from the apps' ids.
CREATE TABLE app_group (
  id           text        PRIMARY KEY,
  version      timestamptz NOT NULL,
  -- Ids, joined by commas.
  dependencies text        NOT NULL,
  enforce_role boolean     NOT NULL
);

-- Everything a group ever said of itself, from the version on until the next one or its removal.
CREATE TABLE app_group_version (
  group_id     text        NOT NULL,
  version      timestamptz NOT NULL,
  dependencies text        NOT NULL,
  enforce_role boolean     NOT NULL,
  removed_at   timestamptz,
  PRIMARY KEY (group_id, version)
);

-- The newest versions of the tree. What lies between is read from the versions of its parts.
CREATE TABLE tree_version (
  version timestamptz PRIMARY KEY
);

-- When the app was removed that had this definition; it is kept while the tree's versions need it.
ALTER TABLE app_version ADD COLUMN removed_at timestamptz;
CREATE INDEX app_version_removed ON app_version (removed_at) WHERE removed_at IS NOT NULL;
