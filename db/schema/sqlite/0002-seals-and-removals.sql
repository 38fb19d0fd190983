-- Events sealed into the audit chain, what is left of what was removed for good, and when timed work last ran. Version 2.
PRAGMA user_version = 2;

-- Every event that was sealed (db/event_seal.hpp); its salt goes when the event is removed for good.
CREATE TABLE sealed_event (id INTEGER PRIMARY KEY, salt TEXT) STRICT;

-- References of restrictions that were removed for good: they are never given again.
CREATE TABLE removed_restriction (
  reference TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE timed_work (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE INDEX event_copy ON event (copy_id) WHERE copy_id <> '';
CREATE INDEX kept_message_at ON kept_message (at);
CREATE INDEX kept_recipient_restriction ON kept_recipient (restriction) WHERE restriction IS NOT NULL;
CREATE INDEX audit_subject ON audit (subject);
