-- What statements ask of a restriction beside its columns, written beside the record, so that no statement has to read
-- JSON. Columns that the engine makes of it are no way: with trusted_schema off it refuses functions in a schema.
-- Version 4.
PRAGMA user_version = 4;

ALTER TABLE restriction ADD COLUMN review_by TEXT;
ALTER TABLE restriction ADD COLUMN legal_hold INTEGER NOT NULL DEFAULT 0;
-- Whether it has one, complete or not.
ALTER TABLE restriction ADD COLUMN emergency INTEGER NOT NULL DEFAULT 0;
UPDATE restriction SET
  review_by = json_extract(record, '$.review_by'),
  legal_hold = coalesce(json_extract(record, '$.legal_hold'), 0),
  emergency = json_extract(record, '$.emergency') IS NOT NULL;
