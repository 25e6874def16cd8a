-- What the timers of the tests look at, and what they did, without a key: an effect that happened twice shows.
CREATE TABLE lease (
    id         uuid PRIMARY KEY,
    tenant     text NOT NULL,
    ends_on    date NOT NULL,
    state      text NOT NULL DEFAULT 'LET' CHECK (state IN ('LET', 'ENDED', 'CLEARED')),
    ended_on   date
);
CREATE TABLE told (
    at      bigint GENERATED ALWAYS AS IDENTITY,
    what    text NOT NULL,
    lease   uuid NOT NULL,
    due_on  date NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON lease TO kezhuan_app;
GRANT SELECT, INSERT ON told TO kezhuan_app;
