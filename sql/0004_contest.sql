-- The contest: flags, submissions, solves, awards, hints, files, the board.
--
-- `account` is who plays for points: the user's id, or minus the team's id
-- where the event is played by teams (domain/contest.h).  It has no foreign
-- key: rows of people who are gone are swept by contest_reprice_*.

-- solves: how many accounts that count have solved it; kept with `value` in
--         the transaction of the solve.
ALTER TABLE challenges
  ADD COLUMN solves            INT NOT NULL DEFAULT 0,
  ADD COLUMN flag_logic        ENUM('any','all') NOT NULL DEFAULT 'any',
  ADD COLUMN stop_on_solve_min INT NOT NULL DEFAULT -1,
  ADD COLUMN tags              VARCHAR(512) NOT NULL DEFAULT '',
  ADD COLUMN next_id           BIGINT UNSIGNED NULL,
  ADD CONSTRAINT challenges_next FOREIGN KEY (next_id) REFERENCES challenges (id) ON DELETE SET NULL;

CREATE TABLE challenge_requirements (
  challenge_id BIGINT UNSIGNED NOT NULL,
  requires_id  BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (challenge_id, requires_id),
  KEY challenge_requirements_requires (requires_id),
  CONSTRAINT challenge_requirements_challenge FOREIGN KEY (challenge_id) REFERENCES challenges (id) ON DELETE CASCADE,
  CONSTRAINT challenge_requirements_requires FOREIGN KEY (requires_id) REFERENCES challenges (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE flags (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  challenge_id BIGINT UNSIGNED NOT NULL,
  kind         ENUM('static','nocase','regex') NOT NULL,
  content      VARCHAR(1024) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  KEY flags_challenge (challenge_id, id),
  CONSTRAINT flags_challenge FOREIGN KEY (challenge_id) REFERENCES challenges (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Wrong submissions so far; the row is what submissions side by side wait for.
-- No foreign key to the challenge: its shared lock would deadlock with the
-- price's, which every solve takes.
CREATE TABLE attempts (
  challenge_id BIGINT UNSIGNED NOT NULL,
  account      BIGINT NOT NULL,
  fails        INT NOT NULL,
  PRIMARY KEY (challenge_id, account),
  KEY attempts_account (account)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Where all flags of a challenge are needed: those found.
CREATE TABLE flag_finds (
  challenge_id BIGINT UNSIGNED NOT NULL,
  account      BIGINT NOT NULL,
  flag_id      BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (challenge_id, account, flag_id),
  KEY flag_finds_flag (flag_id),
  KEY flag_finds_account (account),
  CONSTRAINT flag_finds_flag FOREIGN KEY (flag_id) REFERENCES flags (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE submissions (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  challenge_id BIGINT UNSIGNED NOT NULL,
  account      BIGINT NOT NULL,
  user_id      BIGINT UNSIGNED NULL,
  team_id      BIGINT UNSIGNED NULL,
  ip           VARCHAR(45) CHARACTER SET ascii NOT NULL DEFAULT '',
  kind         ENUM('correct','incorrect','partial') NOT NULL,
  provided     VARCHAR(1024) NOT NULL,
  at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  KEY submissions_challenge (challenge_id, id),
  KEY submissions_account (account, id),
  KEY submissions_user (user_id),
  KEY submissions_team (team_id),
  KEY submissions_kind (kind, id),
  CONSTRAINT submissions_challenge FOREIGN KEY (challenge_id) REFERENCES challenges (id) ON DELETE CASCADE,
  CONSTRAINT submissions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT submissions_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Ids are in the order of the commits: whoever adds a row to solves or awards
-- has locked contest_version before.
CREATE TABLE solves (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  challenge_id BIGINT UNSIGNED NOT NULL,
  account      BIGINT NOT NULL,
  user_id      BIGINT UNSIGNED NULL,
  team_id      BIGINT UNSIGNED NULL,
  ip           VARCHAR(45) CHARACTER SET ascii NOT NULL DEFAULT '',
  first_blood  TINYINT(1) NOT NULL DEFAULT 0,
  at           DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  UNIQUE KEY solves_once (challenge_id, account),
  KEY solves_account (account, challenge_id),
  KEY solves_user (user_id),
  KEY solves_team (team_id),
  CONSTRAINT solves_challenge FOREIGN KEY (challenge_id) REFERENCES challenges (id) ON DELETE CASCADE,
  CONSTRAINT solves_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT solves_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE hints (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  challenge_id BIGINT UNSIGNED NOT NULL,
  title        VARCHAR(128) NOT NULL DEFAULT '',
  content      TEXT NOT NULL,
  cost         INT NOT NULL DEFAULT 0,
  KEY hints_challenge (challenge_id, id),
  CONSTRAINT hints_challenge FOREIGN KEY (challenge_id) REFERENCES challenges (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE hint_unlocks (
  hint_id  BIGINT UNSIGNED NOT NULL,
  account  BIGINT NOT NULL,
  user_id  BIGINT UNSIGNED NULL,
  at       DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  PRIMARY KEY (hint_id, account),
  KEY hint_unlocks_account (account),
  KEY hint_unlocks_user (user_id),
  CONSTRAINT hint_unlocks_hint FOREIGN KEY (hint_id) REFERENCES hints (id) ON DELETE CASCADE,
  CONSTRAINT hint_unlocks_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Points an admin gave or took, and what hints cost (hint_id, negative value).
CREATE TABLE awards (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account     BIGINT NOT NULL,
  user_id     BIGINT UNSIGNED NULL,
  team_id     BIGINT UNSIGNED NULL,
  name        VARCHAR(128) NOT NULL,
  description VARCHAR(1000) NOT NULL DEFAULT '',
  category    VARCHAR(128) NOT NULL DEFAULT '',
  value       INT NOT NULL,
  hint_id     BIGINT UNSIGNED NULL,
  at          DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  KEY awards_account (account),
  KEY awards_user (user_id),
  KEY awards_team (team_id),
  KEY awards_hint (hint_id),
  CONSTRAINT awards_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT awards_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL,
  CONSTRAINT awards_hint FOREIGN KEY (hint_id) REFERENCES hints (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Files lie in berth.conf's files_dir under `hash`; several rows may share one.
CREATE TABLE files (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  challenge_id BIGINT UNSIGNED NOT NULL,
  name         VARCHAR(255) NOT NULL,
  hash         CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size         BIGINT NOT NULL,
  created_at   DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  UNIQUE KEY files_name (challenge_id, name),
  KEY files_hash (hash),
  CONSTRAINT files_challenge FOREIGN KEY (challenge_id) REFERENCES challenges (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- A flag of another account's instance was handed in.  Names are kept as they
-- were, because people and challenges may be deleted afterwards.
CREATE TABLE cheats (
  id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at              DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  challenge_id    BIGINT UNSIGNED NULL,
  challenge_name  VARCHAR(128) NOT NULL,
  account         BIGINT NOT NULL,
  user_id         BIGINT UNSIGNED NULL,
  name            VARCHAR(260) NOT NULL,
  ip              VARCHAR(45) CHARACTER SET ascii NOT NULL DEFAULT '',
  started         TINYINT(1) NOT NULL,
  owner_account   BIGINT NOT NULL,
  owner_user_id   BIGINT UNSIGNED NULL,
  owner_name      VARCHAR(260) NOT NULL,
  owner_ip        VARCHAR(45) CHARACTER SET ascii NOT NULL DEFAULT '',
  owner_started_at DATETIME(6) NULL,
  instance        CHAR(16) CHARACTER SET ascii NOT NULL,
  KEY cheats_challenge (challenge_id),
  KEY cheats_user (user_id),
  KEY cheats_owner (owner_user_id),
  CONSTRAINT cheats_challenge FOREIGN KEY (challenge_id) REFERENCES challenges (id) ON DELETE SET NULL,
  CONSTRAINT cheats_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT cheats_owner FOREIGN KEY (owner_user_id) REFERENCES users (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- One row.  version grows with everything that the board shows; epoch with
-- every change that is more than a new solve or award, so that the workers'
-- boards are read anew as a whole.
CREATE TABLE contest_version (
  id      TINYINT NOT NULL PRIMARY KEY,
  version BIGINT UNSIGNED NOT NULL,
  epoch   BIGINT UNSIGNED NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO contest_version (id, version, epoch) VALUES (1, 1, 1);
