-- People: names that look alike, verified accounts, brackets, and what a team
-- needs to run itself.

-- name_look is what a name looks like (domain/name.h); NULL in rows that were
-- made before it was there, until `berthctl migrate` has filled it.
ALTER TABLE teams
  ADD COLUMN name_look   VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL AFTER name_key,
  ADD COLUMN captain_id  BIGINT UNSIGNED NULL,
  ADD COLUMN banned      TINYINT(1) NOT NULL DEFAULT 0,
  ADD COLUMN hidden      TINYINT(1) NOT NULL DEFAULT 0,
  ADD COLUMN bracket     VARCHAR(64) NOT NULL DEFAULT '',
  -- BLAKE2b of the invite link's secret, which is never stored; NULL: closed
  ADD COLUMN invite_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD UNIQUE KEY teams_look (name_look),
  ADD UNIQUE KEY teams_invite (invite_hash),
  ADD CONSTRAINT teams_captain FOREIGN KEY (captain_id) REFERENCES users (id) ON DELETE SET NULL;

-- name_key grows with NFKC: one code point can become eighteen.
ALTER TABLE teams
  MODIFY COLUMN name_key VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL;
ALTER TABLE users
  MODIFY COLUMN name_key VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL;

ALTER TABLE users
  ADD COLUMN name_look VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL AFTER name_key,
  ADD COLUMN verified  TINYINT(1) NOT NULL DEFAULT 0,
  ADD COLUMN bracket   VARCHAR(64) NOT NULL DEFAULT '',
  ADD UNIQUE KEY users_look (name_look),
  -- the admins are counted under a lock before one of them goes
  ADD KEY users_admins (role, banned);
