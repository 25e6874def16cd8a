-- Two families may both keep a fact since before either barred the other: the first in time goes on. And what was paid
-- though the fact stood for another is known as that, from which legal day.
ALTER TABLE fact_reservation
    ADD COLUMN kept_since   timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN contested_on date;
ALTER TABLE fact_reservation ALTER COLUMN kept_since DROP DEFAULT;
CREATE INDEX fact_reservation_contested ON fact_reservation (tenant, fact) WHERE contested_on IS NOT NULL;
