-- The central log, the gateway's events, the quarantine's register and the outbox. Version 1.
-- Times are seconds since 1970 UTC.
PRAGMA application_id = 0x504F5354;  -- "POST"
PRAGMA user_version = 1;

CREATE TABLE revision (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL) STRICT;
INSERT INTO revision VALUES (1, 1);

-- The present version of each restriction; record is JSON in the rules document's shape, terms its `email` block without
-- the identifiers.
CREATE TABLE restriction (
  reference TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  starts TEXT,
  ends TEXT,
  terms TEXT NOT NULL,
  record TEXT NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL
) STRICT;
CREATE INDEX restriction_status ON restriction (status);
CREATE INDEX restriction_number ON restriction (year, number);

CREATE TABLE restriction_version (
  reference TEXT NOT NULL REFERENCES restriction (reference),
  version INTEGER NOT NULL,
  record TEXT NOT NULL,
  changed INTEGER NOT NULL,
  PRIMARY KEY (reference, version)
) STRICT, WITHOUT ROWID;

-- E-mail identifiers of the present version, as written, in order.
CREATE TABLE identifier (
  reference TEXT NOT NULL REFERENCES restriction (reference),
  place INTEGER NOT NULL,
  written TEXT NOT NULL,
  PRIMARY KEY (reference, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE councillor (first_address TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE protected_address (address TEXT PRIMARY KEY, why TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  login TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  data_hash TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  salt TEXT,
  data TEXT
) STRICT;

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  enforcement TEXT NOT NULL,
  at INTEGER NOT NULL,
  restriction TEXT,
  identity TEXT NOT NULL,
  address TEXT NOT NULL,
  recipient TEXT NOT NULL,
  action TEXT NOT NULL,
  rule TEXT NOT NULL,
  queue_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  client TEXT NOT NULL,
  helo TEXT NOT NULL,
  authenticated INTEGER NOT NULL,
  choice_of TEXT NOT NULL,
  copy_id TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX event_enforcement ON event (enforcement);
CREATE INDEX event_restriction ON event (restriction, at);
CREATE INDEX event_at ON event (at);
CREATE INDEX event_message ON event (message_id, restriction);

CREATE TABLE kept_message (
  id TEXT PRIMARY KEY,
  enforcement TEXT NOT NULL,
  at INTEGER NOT NULL,
  mail_from TEXT NOT NULL,
  queue_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  client TEXT NOT NULL,
  helo TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  utf8 INTEGER NOT NULL,
  eight_bit INTEGER NOT NULL
) STRICT;

CREATE TABLE kept_recipient (
  message TEXT NOT NULL REFERENCES kept_message (id),
  place INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  status TEXT NOT NULL,
  restriction TEXT,
  choice_of TEXT NOT NULL,
  release_at INTEGER,
  note TEXT NOT NULL,
  PRIMARY KEY (message, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  enforcement TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT REFERENCES kept_message (id),
  mail_from TEXT NOT NULL,
  recipients TEXT NOT NULL,  -- those not yet accepted, each as LENGTH:BYTES
  header TEXT NOT NULL,
  token TEXT NOT NULL,
  since INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  last_error TEXT NOT NULL,
  next_attempt INTEGER NOT NULL,
  restriction TEXT,
  any_accepted INTEGER NOT NULL DEFAULT 0  -- by an attempt so far
) STRICT;
CREATE UNIQUE INDEX outbox_token ON outbox (token) WHERE state IN ('prepared', 'ready') AND token <> '';
CREATE INDEX kept_message_enforcement ON kept_message (enforcement);
CREATE INDEX kept_recipient_waiting ON kept_recipient (message) WHERE status IN ('kept', 'held', 'refused');
CREATE INDEX outbox_due ON outbox (next_attempt) WHERE state = 'ready';
CREATE INDEX outbox_open ON outbox (since) WHERE state IN ('prepared', 'ready');
CREATE INDEX outbox_message ON outbox (message);
CREATE INDEX outbox_enforcement ON outbox (enforcement);
