-- The life cycle made strong: a pool of warm instances, a flag of its own for
-- each, the queue's order, and what keepers say of themselves.

ALTER TABLE challenges
  ADD COLUMN warm          INT NOT NULL DEFAULT 0 AFTER renewals_max,
  ADD COLUMN flag_template VARCHAR(255) NOT NULL DEFAULT '' AFTER warm,
  ADD COLUMN flag_env      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER flag_template;

-- pool: made for the pool and not taken by anybody yet.
-- turn: owners take turns; an owner's next request stands behind everybody's
--       first (docs/ARCHITECTURE.md, The queue).
-- claimed_at: when a keeper first took this generation; before, there can be no
--       container.
-- flag: what was put into the container; NULL where the challenge has none.
ALTER TABLE instances
  MODIFY COLUMN state ENUM('queued','creating','starting','checking','running','failed','stopping','gone','warm') NOT NULL DEFAULT 'queued',
  ADD COLUMN pool       TINYINT(1) NOT NULL DEFAULT 0 AFTER slot,
  ADD COLUMN turn       BIGINT UNSIGNED NOT NULL DEFAULT 0 AFTER pool,
  ADD COLUMN claimed_at DATETIME(6) NULL AFTER requested_at,
  ADD COLUMN flag       VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL AFTER container_id,
  ADD UNIQUE KEY instances_flag (challenge_id, flag),
  ADD KEY instances_queue (pool, state, turn, requested_at);

ALTER TABLE instance_events
  MODIFY COLUMN state ENUM('queued','creating','starting','checking','running','failed','stopping','gone','warm') NOT NULL;

-- One row per keeper, written by it every few seconds.  start_ms: how long a
-- start takes in its slot; starts_limit: how many it does at a time now.
CREATE TABLE keepers (
  name         VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  seen_at      DATETIME(6) NOT NULL,
  engine_ok    TINYINT(1) NOT NULL,
  engine_error VARCHAR(255) NOT NULL DEFAULT '',
  starts_limit INT NOT NULL,
  start_ms     INT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Rows to lock where a rule is about all rows of a table.
CREATE TABLE mutexes (
  name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO mutexes (name) VALUES ('instances');
