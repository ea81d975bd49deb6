-- What the dashboard draws: one row per minute, written by the keepers and
-- trimmed by them after a day.  starts counts the instances that were ready for
-- a player in that minute, start_ms is the median of the last hundred starts,
-- from the click on; NULL where there was none in an hour.  failed counts those
-- that ended in that minute because they failed or died, pending what is between
-- the queue and running; the others are how it stood at the minute's end.
CREATE TABLE load_minutes (
  minute   DATETIME NOT NULL PRIMARY KEY,
  running  INT NOT NULL,
  queued   INT NOT NULL,
  pending  INT NOT NULL,
  warm     INT NOT NULL,
  stopping INT NOT NULL,
  failed   INT NOT NULL,
  starts   INT NOT NULL,
  start_ms INT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

ALTER TABLE instances
  ADD KEY instances_ready (ready_at),
  ADD KEY instances_reason (end_reason, ended_at);
