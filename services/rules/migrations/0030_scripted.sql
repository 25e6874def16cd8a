-- Which packages have a scripting engine inside: a tenant may have few of them in force. The manifest stands
-- in a package's bytes as it was written.
ALTER TABLE package ADD COLUMN scripted boolean NOT NULL DEFAULT false;
UPDATE package SET scripted = position('"class":"scripted"'::bytea IN bytes) > 0;
ALTER TABLE package ALTER COLUMN scripted DROP DEFAULT;
