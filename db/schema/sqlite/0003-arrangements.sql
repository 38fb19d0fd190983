-- Hours, volumes, notices and digests. Version 3.
PRAGMA user_version = 3;

-- One row for each message that was let through under a restriction with a volume.
CREATE TABLE counted_message (
  restriction TEXT NOT NULL,
  at INTEGER NOT NULL,
  enforcement TEXT NOT NULL,
  PRIMARY KEY (restriction, at, enforcement)
) STRICT, WITHOUT ROWID;
CREATE INDEX counted_message_enforcement ON counted_message (enforcement);

CREATE INDEX kept_recipient_held ON kept_recipient (release_at) WHERE status = 'held';
