-- The source of these tests has no tables of its own, only the outbox.
SELECT 1;
