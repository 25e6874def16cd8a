CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Calls for projects of an event. Everybody reads them; who runs the event writes them. The body is the aggregate as the domain
-- knows it; the columns beside it exist to be searched, constrained or protected.
CREATE TABLE project_call (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    event_id       uuid        NOT NULL REFERENCES event (id),
    closes_on      date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX project_call_created ON project_call (create_time DESC, id DESC);
CREATE INDEX project_call_of_event ON project_call (event_id);
CREATE INDEX project_call_open ON project_call (closes_on, id) WHERE state = 'OPEN';

-- Projects submitted to an event.
CREATE TABLE project (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    number         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    event_id       uuid        NOT NULL REFERENCES event (id),
    call_id        uuid        NOT NULL REFERENCES project_call (id),
    organisation   text        NOT NULL CHECK (organisation <> ''),
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT project_number_key UNIQUE (number)
);
CREATE INDEX project_created ON project (create_time DESC, id DESC);
CREATE INDEX project_of_event ON project (event_id, state);
CREATE INDEX project_of_call ON project (call_id, state);
CREATE INDEX project_organisation ON project (organisation, create_time DESC, id DESC);

-- The agenda of a roadshow: one row per project that has a place in it, written with the project. What stands in it is public.
CREATE TABLE agenda_slot (
    project_id        uuid    PRIMARY KEY REFERENCES project (id),
    tenant            text    NOT NULL,
    event_id          uuid    NOT NULL REFERENCES event (id),
    stage             text    NOT NULL CHECK (stage <> ''),
    day               date    NOT NULL,
    -- Minutes of the day, local time; the end is no part of it.
    minutes           int4range NOT NULL CHECK (NOT isempty(minutes)),
    title             text    NOT NULL,
    organisation_name text    NOT NULL,
    -- Of the project when it was given this place: a calendar that reads it again knows a later one by it.
    version           bigint  NOT NULL,
    update_time       timestamptz NOT NULL,
    -- Nobody presents on a stage while somebody else does.
    CONSTRAINT agenda_slot_stage_free EXCLUDE USING gist (event_id WITH =, stage WITH =, day WITH =, minutes WITH &&)
);
CREATE INDEX agenda_slot_order ON agenda_slot (event_id, day, lower(minutes), project_id);

-- The second wall. Who of a project's parties writes: its organisation, who runs the event, and the experts who score it.
CALL events_protect('project_call', 'id', '{APPLICANT}');
CALL events_protect('project', 'id', '{APPLICANT,ORGANISER,EXPERT}');
CALL events_protect('agenda_slot', 'project_id', '{APPLICANT,ORGANISER}');
-- An expert's organisation has no part in what its expert judges, be it a project or a nomination: of its people the one sees it who
-- has a seat, while they sit. Whoever has another part in it reads it as that.
CREATE FUNCTION judged_case_is_for(of_case uuid, of_tenant text, of_body jsonb, reader text) RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT kezhuan_may_read(of_tenant)
              OR EXISTS (SELECT FROM case_party p
                          WHERE p.case_id = of_case AND p.organisation = kezhuan_organisation() AND p.capacity <> 'EXPERT')
              OR EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof(of_body->'panel') WHEN 'object' THEN of_body->'panel'->'seats' ELSE '[]' END) seat
                          WHERE seat->'expert'->>'id' = reader AND jsonb_typeof(seat->'recusal') = 'null') $$;
REVOKE DELETE ON project_call FROM kezhuan_app;
REVOKE DELETE ON project FROM kezhuan_app;

CREATE POLICY everybody ON project_call FOR SELECT TO kezhuan_app USING (kezhuan_reach() IS NOT NULL);
CREATE POLICY everybody ON agenda_slot FOR SELECT TO kezhuan_app USING (kezhuan_reach() IS NOT NULL);

-- kezhuan_protect lets only the tenant delete: a place in the agenda is also given up by the project's parties.
CREATE POLICY give_up ON agenda_slot FOR DELETE TO kezhuan_app
    USING (kezhuan_acts_as(project_id, '{APPLICANT,ORGANISER}'));

-- Who runs an event names the experts of its projects.
CREATE POLICY organiser ON case_party FOR INSERT TO kezhuan_app
    WITH CHECK (capacity = 'EXPERT' AND kezhuan_acts_as(case_id, '{ORGANISER}'));
