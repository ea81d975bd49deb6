-- tester_id: the admin who tries a challenge in an instance outside of the
--       event.  Such a row has no owner (user_id, team_id), so that it counts for
--       nobody, and its slot is "x<user>:c<challenge>".
ALTER TABLE instances
  ADD COLUMN tester_id BIGINT UNSIGNED NULL AFTER team_id,
  ADD KEY instances_tester (tester_id, challenge_id, id);
