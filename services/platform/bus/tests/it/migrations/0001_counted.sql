-- What the test consumer did, without a key: an effect that happened twice shows.
CREATE TABLE counted (
    at           bigint GENERATED ALWAYS AS IDENTITY,
    aggregate_id uuid   NOT NULL,
    sequence     bigint NOT NULL
);
GRANT SELECT, INSERT, DELETE ON counted TO kezhuan_app;
-- The same from a consumer that keeps only the newest of each, as some services do.
CREATE TABLE newest (
    aggregate_id uuid   PRIMARY KEY,
    sequence     bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON newest TO kezhuan_app;
