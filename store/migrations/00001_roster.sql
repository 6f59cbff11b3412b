-- +goose Up

-- What the store knows of itself: store_id, key once it is set, and seats
-- where their number is limited.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One column for each stored field of roster.Fields, under the field's name.
-- Those in front are read of everybody: SQLite decodes a row up to the last
-- column it is asked for.
-- An identifier that is not set is NULL, so that many users can be without.
-- The *_key columns hold the folded form, because SQLite folds ASCII only. The
-- checks are not written with IN, for which SQLite makes a table for every row
-- it checks: that took half the time of an insert.
CREATE TABLE users (
    id                INTEGER PRIMARY KEY,
    version           INTEGER NOT NULL,
    -- Checked at the end of a run, so that a manager and their reports can go
    -- in any order.
    manager_id        INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED CHECK (manager_id <> id),
    status            TEXT NOT NULL DEFAULT ''
        CHECK (status = 'active' OR status = 'on_leave' OR status = 'inactive'),
    employee_id       TEXT CHECK (employee_id <> ''),
    email             TEXT NOT NULL DEFAULT '',
    username          TEXT CHECK (username <> ''),
    first_name        TEXT NOT NULL DEFAULT '',
    last_name         TEXT NOT NULL DEFAULT '',
    preferred_name    TEXT NOT NULL DEFAULT '',
    title             TEXT NOT NULL DEFAULT '',
    department        TEXT NOT NULL DEFAULT '',
    location          TEXT NOT NULL DEFAULT '',
    cost_center       TEXT NOT NULL DEFAULT '',
    employment_type   TEXT NOT NULL DEFAULT '',
    phone             TEXT NOT NULL DEFAULT '',
    start_date        TEXT NOT NULL DEFAULT '',
    end_date          TEXT NOT NULL DEFAULT '',
    groups            TEXT NOT NULL DEFAULT '',
    last_seen         TEXT NOT NULL DEFAULT '',
    role              TEXT NOT NULL DEFAULT 'general'
        CHECK (role = 'general' OR role = 'admin' OR role = 'user_admin' OR role = 'account_admin'),
    employee_id_loose TEXT CHECK ((employee_id_loose IS NULL) = (employee_id IS NULL)),
    email_key         TEXT NOT NULL CHECK (email_key <> ''),
    username_key      TEXT,
    custom            TEXT NOT NULL DEFAULT '{}' -- a JSON object of texts, its names sorted
) STRICT;

-- Indexes and not column constraints: an index that belongs to a constraint
-- cannot be dropped for a bulk load and made again after it.
CREATE UNIQUE INDEX users_employee_id ON users (employee_id_loose, employee_id); -- one index for the ID and its near misses
CREATE UNIQUE INDEX users_email_key ON users (email_key);
CREATE UNIQUE INDEX users_username_key ON users (username_key) WHERE username_key IS NOT NULL;
CREATE INDEX users_manager_id ON users (manager_id) WHERE manager_id IS NOT NULL;
CREATE INDEX users_role ON users (role, status) WHERE role <> 'general';

-- What tells at a glance whether a user is as a file says, of 250 numbers in a
-- block: see prints.go and fingerprint.go.
CREATE TABLE fingerprints (
    block  INTEGER PRIMARY KEY, -- users.id / 250
    prints BLOB NOT NULL
) STRICT;

-- Every group that any user was ever in, so that a plan can say which are new.
CREATE TABLE groups (
    name TEXT PRIMARY KEY CHECK (name <> '')
) STRICT, WITHOUT ROWID;

-- How many users there are, so that nobody has to count them.
CREATE TABLE status_counts (
    status TEXT PRIMARY KEY,
    users  INTEGER NOT NULL CHECK (users >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO status_counts VALUES ('active', 0), ('on_leave', 0), ('inactive', 0);

CREATE TABLE runs (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    plan_id    TEXT NOT NULL UNIQUE,
    applied_at TEXT NOT NULL, -- RFC 3339, UTC
    actor      TEXT NOT NULL,
    source     TEXT NOT NULL,
    sha256     TEXT NOT NULL, -- of the source, '' when no file made the run
    undoes     INTEGER REFERENCES runs (id),
    summary    TEXT NOT NULL, -- JSON
    report     TEXT NOT NULL, -- JSON: plan, source, problems and limits
    -- The history is a chain: digest is over the digest of the run before,
    -- everything this run is, and the digests of its changes. What can name
    -- people has a digest of its own, with a nonce so that nobody can guess
    -- at it: an erasure empties the values and the nonce, and the chain holds.
    nonce         BLOB NOT NULL,
    report_digest BLOB NOT NULL,
    digest        BLOB NOT NULL
) STRICT;
CREATE INDEX runs_sha256 ON runs (sha256) WHERE sha256 <> '';
-- A run is put back once; after that it is the undo that can be.
CREATE UNIQUE INDEX runs_undoes ON runs (undoes) WHERE undoes IS NOT NULL;

-- What the runs did, change by change, in blocks: see history.go. A change is
-- numbered by its run, in the upper half, and its place in the report of that,
-- from 0; a block by the first of its changes. The run is no foreign key, because
-- it is written last, and as long as something is missing SQLite looks with
-- every row whether that is it.
CREATE TABLE history (
    id      INTEGER PRIMARY KEY,
    run_id  INTEGER NOT NULL AS (id >> 32) VIRTUAL,
    size    INTEGER NOT NULL CHECK (size > 0), -- how many changes
    changes BLOB NOT NULL,
    erased  INTEGER NOT NULL DEFAULT 0 -- how many erasures there are of changes in it
) STRICT;

-- Whom a block is about: users whose numbers follow each other, as their changes
-- do from that place on. They are no foreign key: the history outlives the user.
CREATE TABLE history_users (
    user_id  INTEGER NOT NULL, -- the first of them
    block_id INTEGER NOT NULL REFERENCES history (id),
    place    INTEGER NOT NULL,
    users    INTEGER NOT NULL CHECK (users > 0),
    PRIMARY KEY (user_id, block_id)
) STRICT, WITHOUT ROWID;

-- What was emptied when a person was erased, and by which run. The digest of
-- that run is over these rows too, so that nothing else can pass for erased.
CREATE TABLE erasures (
    id        INTEGER PRIMARY KEY,
    run_id    INTEGER NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED,
    change_id INTEGER NOT NULL, -- 0 for the report of a run
    report_of INTEGER NOT NULL  -- 0 for a change
) STRICT;
CREATE INDEX erasures_run_id ON erasures (run_id);
CREATE INDEX erasures_change_id ON erasures (change_id);

-- +goose StatementBegin
CREATE TRIGGER erasures_update BEFORE UPDATE ON erasures
BEGIN SELECT RAISE(ABORT, 'erasures are never changed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER erasures_delete BEFORE DELETE ON erasures
BEGIN SELECT RAISE(ABORT, 'erasures are never deleted'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER erasures_insert BEFORE INSERT ON erasures
WHEN EXISTS (SELECT 1 FROM erasures WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'erasures are never replaced'); END;
-- +goose StatementEnd

-- What users own elsewhere: trainings, goals, items.
CREATE TABLE assignments (
    reference TEXT PRIMARY KEY CHECK (reference <> ''),
    owner_id  INTEGER NOT NULL REFERENCES users (id),
    title     TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state = 'open' OR state = 'done')
) STRICT, WITHOUT ROWID;
CREATE INDEX assignments_owner_id ON assignments (owner_id);

-- What ever happened to them. Whoever stands here was an owner once, and is
-- never deleted.
CREATE TABLE assignment_changes (
    id        INTEGER PRIMARY KEY,
    at        TEXT NOT NULL, -- RFC 3339, UTC
    actor     TEXT NOT NULL,
    reference TEXT NOT NULL,
    owner_was INTEGER, -- NULL when it is new
    owner_id  INTEGER, -- NULL when it is dropped
    title     TEXT NOT NULL,
    state     TEXT NOT NULL
) STRICT;
CREATE INDEX assignment_changes_owner_was ON assignment_changes (owner_was);
CREATE INDEX assignment_changes_owner_id ON assignment_changes (owner_id);

-- +goose StatementBegin
CREATE TRIGGER assignment_changes_update BEFORE UPDATE ON assignment_changes
BEGIN SELECT RAISE(ABORT, 'changes are never changed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER assignment_changes_delete BEFORE DELETE ON assignment_changes
BEGIN SELECT RAISE(ABORT, 'changes are never deleted'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER assignment_changes_insert BEFORE INSERT ON assignment_changes
WHEN EXISTS (SELECT 1 FROM assignment_changes WHERE id = NEW.id)
BEGIN SELECT RAISE(FAIL, 'changes are never replaced'); END;
-- +goose StatementEnd

-- Runs and changes are only ever emptied, of what can name people; changes only
-- after it is written down that they are.
-- +goose StatementBegin
CREATE TRIGGER runs_update BEFORE UPDATE ON runs
WHEN length(NEW.nonce) > 0 OR length(NEW.report) > length(OLD.report) OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.plan_id <> OLD.plan_id
    OR NEW.applied_at <> OLD.applied_at OR NEW.actor <> OLD.actor OR NEW.source <> OLD.source OR NEW.sha256 <> OLD.sha256
    OR NEW.undoes IS NOT OLD.undoes OR NEW.summary <> OLD.summary OR NEW.report_digest <> OLD.report_digest OR NEW.digest <> OLD.digest
BEGIN SELECT RAISE(ABORT, 'runs are never changed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER runs_delete BEFORE DELETE ON runs
BEGIN SELECT RAISE(ABORT, 'runs are never deleted'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER history_update BEFORE UPDATE ON history
WHEN NEW.id <> OLD.id OR NEW.size <> OLD.size OR length(NEW.changes) > length(OLD.changes) OR NEW.erased <= OLD.erased
    OR NEW.erased <> (SELECT count(*) FROM erasures WHERE change_id >= OLD.id AND change_id < OLD.id + OLD.size)
BEGIN SELECT RAISE(ABORT, 'changes are never changed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER history_delete BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'changes are never deleted'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER history_users_update BEFORE UPDATE ON history_users
BEGIN SELECT RAISE(ABORT, 'changes are never changed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER history_users_delete BEFORE DELETE ON history_users
BEGIN SELECT RAISE(ABORT, 'changes are never deleted'); END;
-- +goose StatementEnd

-- REPLACE deletes without firing the triggers above, so what is there is not
-- inserted over either: https://www.sqlite.org/lang_conflict.html
-- +goose StatementBegin
CREATE TRIGGER runs_insert BEFORE INSERT ON runs
WHEN EXISTS (SELECT 1 FROM runs WHERE id = NEW.id OR plan_id = NEW.plan_id)
BEGIN SELECT RAISE(ABORT, 'runs are never replaced'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER history_insert BEFORE INSERT ON history
WHEN EXISTS (SELECT 1 FROM history WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'changes are never replaced'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER history_users_insert BEFORE INSERT ON history_users
WHEN EXISTS (SELECT 1 FROM history_users WHERE user_id = NEW.user_id AND block_id = NEW.block_id)
BEGIN SELECT RAISE(ABORT, 'changes are never replaced'); END;
-- +goose StatementEnd
