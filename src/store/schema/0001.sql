-- Level 1. `append` writes all of it in the one transaction that moves a head; what is not
-- `commits` or `leaves` can be made again from them. Applied once and never changed: a later level
-- is another file.

-- The organizations, each with its newest commit. The name is the one that its records give it now.
CREATE TABLE orgs (
    id   INTEGER PRIMARY KEY,
    org  BLOB    NOT NULL UNIQUE,
    name TEXT    NOT NULL UNIQUE,
    seq  INTEGER NOT NULL,
    head BLOB    NOT NULL,
    time INTEGER NOT NULL
) STRICT;

-- The log. `org` is `orgs.id`, here and below. The operation stands first in its index, because a
-- repeated first commit knows no organization.
CREATE TABLE commits (
    org       INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    op        BLOB    NOT NULL,
    time      INTEGER NOT NULL,
    signature BLOB    NOT NULL,
    header    BLOB    NOT NULL,
    PRIMARY KEY (org, seq),
    UNIQUE (op, org)
) STRICT, WITHOUT ROWID;

-- The leaves of the log, as signed. `path` is in the bytes too; here it is for the index.
CREATE TABLE leaves (
    org   INTEGER NOT NULL,
    seq   INTEGER NOT NULL,
    idx   INTEGER NOT NULL,
    path  TEXT    NOT NULL,
    hash  BLOB    NOT NULL,
    salt  BLOB    NOT NULL,
    bytes BLOB    NOT NULL,
    PRIMARY KEY (org, seq, idx)
) STRICT, WITHOUT ROWID;

-- Every change of a path, oldest first: reads of the past, and the log of one path.
CREATE INDEX leaves_by_path ON leaves (org, path, seq, idx);

-- The tree at the newest commit.
CREATE TABLE records (
    org  INTEGER NOT NULL,
    path TEXT    NOT NULL,
    kind INTEGER NOT NULL,
    leaf BLOB    NOT NULL,
    rev  INTEGER NOT NULL,
    body BLOB    NOT NULL,
    PRIMARY KEY (org, path)
) STRICT, WITHOUT ROWID;

-- Every write of a value by its id, with the ids that it descends from, 16 bytes each.
CREATE TABLE lineage (
    org     INTEGER NOT NULL,
    write   BLOB    NOT NULL,
    path    TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    parents BLOB    NOT NULL,
    PRIMARY KEY (org, write)
) STRICT, WITHOUT ROWID;
