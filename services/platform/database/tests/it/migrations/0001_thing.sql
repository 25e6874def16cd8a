-- A case table as services have them, and one fact that may stand once only.
CREATE TABLE thing (
    id     uuid   PRIMARY KEY,
    tenant text   NOT NULL,
    label  text   NOT NULL CONSTRAINT thing_label_key UNIQUE,
    amount bigint NOT NULL DEFAULT 0,
    CONSTRAINT thing_amount_later CHECK (amount >= 0)
);
CALL kezhuan_protect('thing', 'id', '{APPLICANT}');
