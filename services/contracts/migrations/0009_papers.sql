-- Which contract a paper is, by the number its filer's organisation gives it (合同编号). Kept for good,
-- unlike request ids: a table imported again a year later finds its contracts here.
CREATE TABLE contract_paper (
    keeper      text NOT NULL CHECK (keeper <> ''),
    number      text NOT NULL CHECK (number <> ''),
    contract_id uuid NOT NULL REFERENCES contract (id),
    tenant      text NOT NULL,
    PRIMARY KEY (keeper, number)
);
