-- People list what facts are kept: a tenant's newest first, and whatever is known of one fact.
CREATE INDEX fact_reservation_of_tenant ON fact_reservation (tenant, id);
CREATE INDEX fact_reservation_of_fact ON fact_reservation (fact, id);
