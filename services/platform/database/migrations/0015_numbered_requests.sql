-- A request that its caller's organisation numbered by itself is never forgotten: the number stands for ever.
ALTER TABLE request ADD COLUMN kept_for_ever boolean NOT NULL DEFAULT false;
