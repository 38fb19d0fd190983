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

-- Which kept messages each digest listed; `digest` is the id of its outbox row.
CREATE TABLE kept_listing (
  message TEXT NOT NULL REFERENCES kept_message (id),
  digest TEXT NOT NULL REFERENCES outbox (id),
  sent INTEGER,  -- when the MTA took the digest
  PRIMARY KEY (message, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_listing_digest ON kept_listing (digest);

-- When each person last looked at a kept message.
CREATE TABLE kept_look (
  message TEXT NOT NULL REFERENCES kept_message (id),
  login TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (message, login)
) STRICT, WITHOUT ROWID;

-- Notices to customers: at most one within remind_every for each restriction (decision.md 6).
CREATE TABLE notice (
  enforcement TEXT PRIMARY KEY,  -- as in outbox
  restriction TEXT NOT NULL,
  at INTEGER NOT NULL,
  customer TEXT NOT NULL,  -- canonical address; empty once the notice is sent or given up
  sent INTEGER  -- when the MTA took it
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_restriction ON notice (restriction, at);
