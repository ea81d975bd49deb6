-- An instance that wrote more to the engine's disk than it may is evicted.
ALTER TABLE instances
  MODIFY end_reason ENUM('stopped','expired','killed','purged','died','failed',
    'challenge_gone','evicted') NULL;
