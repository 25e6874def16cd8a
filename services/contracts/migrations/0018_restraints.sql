-- What keeps a rule in force from being asked: its owner stopped the hook, or the key that signed its package was
-- revoked. Kept here like the rulebook, so that it holds when the rules service and NATS are away.
ALTER TABLE rule_entry ADD COLUMN key_id text NOT NULL DEFAULT '';

CREATE TABLE rule_stop (
    tenant        text   NOT NULL,
    hook          text   NOT NULL,
    -- Missing once it is resumed.
    fallback      text,
    stopped_entry uuid,
    version       bigint NOT NULL,
    PRIMARY KEY (tenant, hook)
);
CREATE TABLE rule_revoked_key (
    tenant text NOT NULL,
    key_id text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (tenant, key_id)
);
CALL kezhuan_protect_shared('rule_stop');
CALL kezhuan_protect_shared('rule_revoked_key');
GRANT SELECT, INSERT, UPDATE ON rule_stop TO kezhuan_app;
GRANT SELECT, INSERT ON rule_revoked_key TO kezhuan_app;
