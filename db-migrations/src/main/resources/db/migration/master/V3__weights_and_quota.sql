-- What operators decided about roles: how much of a fair share each gets, and the most it may hold.

CREATE TABLE role_weight (
  role   text             PRIMARY KEY,
  weight double precision NOT NULL CHECK (weight > 0)
);

-- One row for each limited resource; a role without rows has no quota.
CREATE TABLE quota_limit (
  role     text   NOT NULL,
  resource text   NOT NULL,
  -- Thousandths, as all amounts.
  millis   bigint NOT NULL CHECK (millis >= 0),
  PRIMARY KEY (role, resource)
);
