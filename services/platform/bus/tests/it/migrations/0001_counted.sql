-- What the test consumer did, without a key: an effect that happened twice shows.
CREATE TABLE counted (
    at           bigint GENERATED ALWAYS AS IDENTITY,
    aggregate_id uuid   NOT NULL,
    sequence     bigint NOT NULL
);
GRANT SELECT, INSERT, DELETE ON counted TO kezhuan_app;
