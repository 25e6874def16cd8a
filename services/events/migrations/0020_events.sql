-- Events. The body is the aggregate as the domain knows it; the columns beside it exist to be searched, constrained or protected.
CREATE TABLE event (
    id                 uuid PRIMARY KEY,
    tenant             text        NOT NULL,
    number             text        NOT NULL,
    version            bigint      NOT NULL,
    event_sequence     bigint      NOT NULL,
    state              text        NOT NULL,
    kind               text        NOT NULL,
    organiser          text        NOT NULL CHECK (organiser <> ''),
    starts_on          date        NOT NULL,
    ends_on            date        NOT NULL,
    registration_until date        NOT NULL,
    -- From its approval on everybody reads it.
    is_public          boolean     NOT NULL,
    body               jsonb       NOT NULL,
    create_time        timestamptz NOT NULL,
    update_time        timestamptz NOT NULL,
    CONSTRAINT event_number_key UNIQUE (number),
    CONSTRAINT event_ends_after_it_starts CHECK (ends_on >= starts_on)
);
CREATE INDEX event_created ON event (create_time DESC, id DESC);
CREATE INDEX event_days ON event (starts_on, id);
CREATE INDEX event_organiser ON event (organiser, create_time DESC, id DESC);
-- What a day brings, state by state.
CREATE INDEX event_closing ON event (registration_until, id) WHERE state = 'OPEN';
CREATE INDEX event_unopened ON event (registration_until, id) WHERE state = 'APPROVED';
CREATE INDEX event_beginning ON event (starts_on, id) WHERE state = 'CLOSED_REG';
CREATE INDEX event_ending ON event (ends_on, id) WHERE state IN ('RUNNING', 'FINISHED', 'FOLLOW_UP');
CREATE INDEX event_cancelled ON event (ends_on, id) WHERE state = 'CANCELLED';

CALL events_protect('event', 'id', '{APPLICANT}');
CREATE POLICY announced ON event FOR SELECT TO kezhuan_app USING (kezhuan_reach() IS NOT NULL AND is_public);
REVOKE DELETE ON event FROM kezhuan_app;

-- The places of an event and the number of its latest registration: one row, which every registration of the event holds until it
-- commits. So numbers have no gaps, and their order is the order of the commits.
CREATE TABLE event_places (
    event_id uuid PRIMARY KEY REFERENCES event (id),
    tenant   text  NOT NULL,
    body     jsonb NOT NULL
);
CALL events_protect('event_places', 'event_id');
CREATE POLICY announced ON event_places FOR SELECT TO kezhuan_app
    USING (kezhuan_reach() IS NOT NULL AND EXISTS (SELECT FROM event WHERE event.id = event_id AND event.is_public));
REVOKE DELETE ON event_places FROM kezhuan_app;
