-- Level 2: what a server keeps beside the commits.

-- Who was shown which secrets, and who was refused; no part of it is signed.
CREATE TABLE accesses (
    id      INTEGER PRIMARY KEY,
    org     BLOB    NOT NULL,
    time    INTEGER NOT NULL,
    kid     BLOB    NOT NULL,
    who     TEXT    NOT NULL,
    address TEXT    NOT NULL,
    what    TEXT    NOT NULL,
    rule    TEXT    NOT NULL,
    paths   TEXT    NOT NULL
) STRICT;

CREATE INDEX accesses_by_org ON accesses (org, id);

-- The hash of the code that the first organization is made with, until it is used.
CREATE TABLE setup (
    hash BLOB NOT NULL
) STRICT;
