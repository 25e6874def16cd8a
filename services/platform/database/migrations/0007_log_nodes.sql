-- Hashes of whole subtrees of the log, so that a receipt reads some hundred rows and not every leaf. A node of
-- level 8 covers 256 leaves, one of level 16 covers 65,536; `place` counts from the left. The sealer adds them;
-- whatever is missing is computed from the level below.
CREATE TABLE log_node (
    level smallint NOT NULL CHECK (level > 0 AND level % 8 = 0),
    place bigint   NOT NULL CHECK (place >= 0),
    hash  bytea    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, place)
);
GRANT SELECT ON log_node TO kezhuan_app;
GRANT SELECT, INSERT ON log_node TO kezhuan_relay;
COMMENT ON TABLE log_node IS 'No row security: hashes of digests, which everybody may check; only the sealer may add one';
