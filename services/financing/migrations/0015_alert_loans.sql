-- What the loans behind an alert looked like when it was raised, and the number of its right: who was told once reads it
-- again as it was told, whatever became of the right since.
ALTER TABLE ip_alert
    ADD COLUMN asset_number text  NOT NULL DEFAULT '',
    ADD COLUMN loans        jsonb NOT NULL DEFAULT '[]';
