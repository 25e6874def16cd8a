-- What a row adds to its figure: one where cases are counted, people where those are.
ALTER TABLE counted_standing ADD COLUMN weight bigint NOT NULL DEFAULT 1 CHECK (weight >= 0);
