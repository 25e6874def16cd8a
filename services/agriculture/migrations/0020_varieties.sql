-- Varieties and how far they are on their way to approval. The body is the aggregate as the domain knows it; the columns
-- beside it exist to be searched, constrained or protected.
CREATE TABLE variety (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    crop           text        NOT NULL,
    title          text        NOT NULL,
    -- Empty where an authority entered it.
    owner          text        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX variety_created ON variety (create_time DESC, id DESC);
CREATE INDEX variety_crop ON variety (crop, title);
CREATE INDEX variety_owner ON variety (owner, create_time DESC, id DESC) WHERE owner <> '';

CALL agriculture_protect('variety', 'id', '{APPLICANT}');
-- What may be grown, and what may no longer be, is public: authorities announce it.
CREATE POLICY announced ON variety FOR SELECT TO kezhuan_app
    USING (kezhuan_reach() IS NOT NULL AND state IN ('APPROVED', 'REGISTERED', 'WITHDRAWN'));
REVOKE DELETE ON variety FROM kezhuan_app;
