-- Level 2, for PostgreSQL: what a server keeps beside the commits.

CREATE TABLE envctl.accesses (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org     bytea  NOT NULL,
    time    bigint NOT NULL,
    kid     bytea  NOT NULL,
    who     text   NOT NULL,
    address text   NOT NULL,
    what    text   NOT NULL,
    rule    text   NOT NULL,
    paths   text   NOT NULL
);

CREATE INDEX accesses_by_org ON envctl.accesses (org, id);

CREATE TABLE envctl.setup (
    hash bytea NOT NULL
);
