-- Level 1, for PostgreSQL: the tables of `0001.sql` one folder up, in a schema of their own, so that no
-- search path is needed. Paths compare byte by byte. Applied once and never changed.

CREATE TABLE envctl.orgs (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org  bytea  NOT NULL UNIQUE,
    name text   COLLATE "C" NOT NULL UNIQUE,
    seq  bigint NOT NULL,
    head bytea  NOT NULL,
    time bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE envctl.commits (
    org       bigint NOT NULL,
    seq       bigint NOT NULL,
    hash      bytea  NOT NULL,
    op        bytea  NOT NULL,
    time      bigint NOT NULL,
    signature bytea  NOT NULL,
    header    bytea  NOT NULL,
    PRIMARY KEY (org, seq),
    UNIQUE (op, org)
);

-- A first commit belongs to no organization when it comes: its operation is known among all of them.
CREATE UNIQUE INDEX commits_begun ON envctl.commits (op) WHERE seq = 1;

CREATE TABLE envctl.leaves (
    org   bigint  NOT NULL,
    seq   bigint  NOT NULL,
    idx   integer NOT NULL,
    path  text    COLLATE "C" NOT NULL,
    hash  bytea   NOT NULL,
    salt  bytea   NOT NULL,
    bytes bytea   NOT NULL,
    PRIMARY KEY (org, seq, idx)
);

CREATE INDEX leaves_by_path ON envctl.leaves (org, path, seq, idx);

CREATE TABLE envctl.records (
    org  bigint  NOT NULL,
    path text    COLLATE "C" NOT NULL,
    kind integer NOT NULL,
    leaf bytea   NOT NULL,
    rev  bigint  NOT NULL,
    body bytea   NOT NULL,
    PRIMARY KEY (org, path)
);

CREATE TABLE envctl.lineage (
    org     bigint NOT NULL,
    write   bytea  NOT NULL,
    path    text   COLLATE "C" NOT NULL,
    seq     bigint NOT NULL,
    parents bytea  NOT NULL,
    PRIMARY KEY (org, write)
);
