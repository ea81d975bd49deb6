-- The core: people, sessions, challenges, instances, settings, audit, throttles.
-- All times are UTC, from the database's own clock.  DESIGN §3.

CREATE TABLE teams (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name        VARCHAR(128) NOT NULL,
  name_key    VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  UNIQUE KEY teams_name (name_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE users (
  id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name          VARCHAR(128) NOT NULL,
  name_key      VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  email         VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  password_hash VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role          ENUM('player','admin') NOT NULL DEFAULT 'player',
  banned        TINYINT(1) NOT NULL DEFAULT 0,
  hidden        TINYINT(1) NOT NULL DEFAULT 0,
  team_id       BIGINT UNSIGNED NULL,
  created_at    DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  UNIQUE KEY users_name (name_key),
  UNIQUE KEY users_email (email),
  KEY users_team (team_id),
  CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- token_hash: BLAKE2b of the cookie's value; the value itself is never stored.
CREATE TABLE sessions (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  token_hash  CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id     BIGINT UNSIGNED NOT NULL,
  ip          VARCHAR(45) CHARACTER SET ascii NOT NULL,
  user_agent  VARCHAR(255) NOT NULL DEFAULT '',
  created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  seen_at     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  expires_at  DATETIME(6) NOT NULL,
  UNIQUE KEY sessions_token (token_hash),
  KEY sessions_user (user_id),
  KEY sessions_expiry (expires_at),
  CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE api_tokens (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  token_hash  CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id     BIGINT UNSIGNED NOT NULL,
  description VARCHAR(128) NOT NULL DEFAULT '',
  created_at  DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  expires_at  DATETIME(6) NULL,
  UNIQUE KEY api_tokens_token (token_hash),
  KEY api_tokens_user (user_id),
  CONSTRAINT api_tokens_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE challenges (
  id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name            VARCHAR(128) NOT NULL,
  category        VARCHAR(128) NOT NULL DEFAULT '',
  description     MEDIUMTEXT NOT NULL,
  connection_info VARCHAR(255) NOT NULL DEFAULT '',
  type            ENUM('standard','container') NOT NULL,
  state           ENUM('hidden','visible') NOT NULL,
  max_attempts    INT NOT NULL DEFAULT 0,
  score_function  ENUM('static','linear','logarithmic') NOT NULL DEFAULT 'static',
  value           INT NOT NULL DEFAULT 0,
  initial         INT NOT NULL DEFAULT 0,
  minimum         INT NOT NULL DEFAULT 0,
  decay           INT NOT NULL DEFAULT 0,
  image           VARCHAR(255) NOT NULL DEFAULT '',
  command         VARCHAR(4096) NOT NULL DEFAULT '',
  volumes         VARCHAR(4096) NOT NULL DEFAULT '',
  memory_mb       INT NOT NULL DEFAULT 0,
  cpu_milli       INT NOT NULL DEFAULT 0,
  pids            INT NOT NULL DEFAULT 0,
  lifetime_min    INT NOT NULL DEFAULT 0,
  renewals_max    INT NULL,
  created_at      DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  updated_at      DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  KEY challenges_board (state, category, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE challenge_ports (
  challenge_id BIGINT UNSIGNED NOT NULL,
  position     TINYINT UNSIGNED NOT NULL,
  port         SMALLINT UNSIGNED NOT NULL,
  kind         ENUM('tcp','http','https','ssh','udp') NOT NULL DEFAULT 'tcp',
  label        VARCHAR(64) NOT NULL DEFAULT '',
  PRIMARY KEY (challenge_id, position),
  CONSTRAINT challenge_ports_challenge FOREIGN KEY (challenge_id) REFERENCES challenges (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- One row per start.  `slot` is the owner's claim: UNIQUE while it lives, NULL
-- once the engine has confirmed that there is no container any more.
CREATE TABLE instances (
  id             BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  public_id      CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  challenge_id   BIGINT UNSIGNED NULL,
  challenge_name VARCHAR(128) NOT NULL,
  image          VARCHAR(255) NOT NULL DEFAULT '',
  user_id        BIGINT UNSIGNED NULL,
  team_id        BIGINT UNSIGNED NULL,
  slot           VARCHAR(63) CHARACTER SET ascii COLLATE ascii_bin NULL,
  desired        ENUM('running','stopped') NOT NULL DEFAULT 'running',
  state          ENUM('queued','creating','starting','checking','running','failed','stopping','gone') NOT NULL DEFAULT 'queued',
  restart        TINYINT(1) NOT NULL DEFAULT 0,
  generation     INT UNSIGNED NOT NULL DEFAULT 1,
  container_id   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  requested_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  ready_at       DATETIME(6) NULL,
  expires_at     DATETIME(6) NULL,
  ended_at       DATETIME(6) NULL,
  lifetime_min   INT NOT NULL DEFAULT 0,
  renewals       INT NOT NULL DEFAULT 0,
  renewals_max   INT NOT NULL DEFAULT -1,
  lease_owner    VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
  lease_until    DATETIME(6) NULL,
  fence          BIGINT UNSIGNED NOT NULL DEFAULT 0,
  attempt        INT NOT NULL DEFAULT 0,
  not_before     DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  end_reason     ENUM('stopped','expired','killed','purged','died','failed','challenge_gone') NULL,
  exit_code      INT NULL,
  oom_killed     TINYINT(1) NOT NULL DEFAULT 0,
  error_player   VARCHAR(255) NOT NULL DEFAULT '',
  error_admin    VARCHAR(1000) NOT NULL DEFAULT '',
  UNIQUE KEY instances_public (public_id),
  UNIQUE KEY instances_slot (slot),
  KEY instances_container (container_id),
  KEY instances_owner_user (user_id, challenge_id, id),
  KEY instances_owner_team (team_id, challenge_id, id),
  KEY instances_work (state, desired, not_before),
  KEY instances_expiry (state, expires_at),
  KEY instances_challenge (challenge_id, state),
  CONSTRAINT instances_challenge FOREIGN KEY (challenge_id) REFERENCES challenges (id) ON DELETE SET NULL,
  CONSTRAINT instances_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT instances_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Where the running generation is reached.  No two share address and port.
CREATE TABLE endpoints (
  instance_id BIGINT UNSIGNED NOT NULL,
  position    TINYINT UNSIGNED NOT NULL,
  port        SMALLINT UNSIGNED NOT NULL,
  kind        ENUM('tcp','http','https','ssh','udp') NOT NULL,
  label       VARCHAR(64) NOT NULL DEFAULT '',
  transport   ENUM('tcp','udp') NOT NULL,
  host_ip     VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  host_port   SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (instance_id, position),
  UNIQUE KEY endpoints_address (host_ip, transport, host_port),
  CONSTRAINT endpoints_instance FOREIGN KEY (instance_id) REFERENCES instances (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE instance_events (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  instance_id BIGINT UNSIGNED NOT NULL,
  generation  INT UNSIGNED NOT NULL,
  at          DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  state       ENUM('queued','creating','starting','checking','running','failed','stopping','gone') NOT NULL,
  cause       VARCHAR(255) NOT NULL,
  actor       VARCHAR(128) NOT NULL,
  KEY instance_events_instance (instance_id, id),
  CONSTRAINT instance_events_instance FOREIGN KEY (instance_id) REFERENCES instances (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE settings (
  name       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  value      VARCHAR(1024) NOT NULL,
  updated_at DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- One row; its number grows in the transaction that changes a setting.
CREATE TABLE settings_version (
  id      TINYINT NOT NULL PRIMARY KEY,
  version BIGINT UNSIGNED NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO settings_version (id, version) VALUES (1, 1);

CREATE TABLE audit_log (
  id        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at        DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  user_id   BIGINT UNSIGNED NULL,
  user_name VARCHAR(128) NOT NULL DEFAULT '',
  ip        VARCHAR(45) CHARACTER SET ascii NOT NULL DEFAULT '',
  action    VARCHAR(64) NOT NULL,
  object    VARCHAR(128) NOT NULL DEFAULT '',
  before_   TEXT NULL,
  after_    TEXT NULL,
  KEY audit_log_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Fixed windows: how often `subject` did `action` since window_start.
CREATE TABLE throttles (
  subject      VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  window_start DATETIME(6) NOT NULL,
  hits         INT UNSIGNED NOT NULL,
  PRIMARY KEY (subject),
  KEY throttles_window (window_start)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
