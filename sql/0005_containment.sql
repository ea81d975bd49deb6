-- What containers may do beyond the least (fcgi_app/domain/containment.h).
--
-- egress, network: sent out or not; a bridge shared with others or its own.
ALTER TABLE challenges
  ADD COLUMN cap_add VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN run_as  VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN root_fs ENUM('writable','read-only') NOT NULL DEFAULT 'writable',
  ADD COLUMN tmpfs   VARCHAR(512) NOT NULL DEFAULT '',
  ADD COLUMN runtime VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN egress  ENUM('blocked','allowed') NOT NULL DEFAULT 'blocked',
  ADD COLUMN network ENUM('shared','own') NOT NULL DEFAULT 'shared';

-- own_network: it was given a network of its own, to be removed with it.
ALTER TABLE instances
  ADD COLUMN own_network TINYINT(1) NOT NULL DEFAULT 0;
