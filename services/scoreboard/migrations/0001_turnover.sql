-- What the plan's turnover figures stand on: every version of every registered contract.
CREATE TABLE turnover_version (
    contract_id          uuid   NOT NULL,
    form_version         int    NOT NULL,
    tenant               text   NOT NULL,
    number               text   NOT NULL,
    kind                 text   NOT NULL,
    seller_division      text   NOT NULL,
    registered_on        date   NOT NULL,
    in_force_from        date   NOT NULL,
    total_amount_fen     bigint NOT NULL,
    technical_amount_fen bigint NOT NULL,
    PRIMARY KEY (contract_id, form_version)
);
CREATE INDEX turnover_version_registered ON turnover_version (registered_on, seller_division);

-- When and why a contract left the register.
CREATE TABLE turnover_end (
    contract_id uuid PRIMARY KEY,
    ended_on    date NOT NULL,
    state       text NOT NULL
);
