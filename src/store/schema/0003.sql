-- Level 3: who is signed in to a server, and what makes their one-time codes; no part of it is signed.

-- One session a key and organization: when it began and was used, how, and its longest rest.
CREATE TABLE sessions (
    org       BLOB    NOT NULL,
    kid       BLOB    NOT NULL,
    login     BLOB    NOT NULL,
    began     INTEGER NOT NULL,
    used      INTEGER NOT NULL,
    how       INTEGER NOT NULL,
    rest_from INTEGER NOT NULL,
    rest_long INTEGER NOT NULL,
    address   TEXT    NOT NULL,
    PRIMARY KEY (org, kid)
) STRICT;

-- What makes a member's one-time codes: in use, and not confirmed yet; the last step that was used up,
-- and how many attempts there were, the last of them when.
CREATE TABLE factors (
    org     BLOB    NOT NULL,
    member  BLOB    NOT NULL,
    secret  BLOB,
    pending BLOB,
    step    INTEGER NOT NULL,
    tries   INTEGER NOT NULL,
    tried   INTEGER NOT NULL,
    PRIMARY KEY (org, member)
) STRICT;

-- Hashes of the codes that serve once each, where what makes the others is lost.
CREATE TABLE recovery_codes (
    org    BLOB NOT NULL,
    member BLOB NOT NULL,
    hash   BLOB NOT NULL,
    PRIMARY KEY (org, member, hash)
) STRICT;
