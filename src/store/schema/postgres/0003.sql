-- Level 3, for PostgreSQL: who is signed in to a server, and what makes their one-time codes.

CREATE TABLE envctl.sessions (
    org       bytea  NOT NULL,
    kid       bytea  NOT NULL,
    login     bytea  NOT NULL,
    began     bigint NOT NULL,
    used      bigint NOT NULL,
    how       bigint NOT NULL,
    rest_from bigint NOT NULL,
    rest_long bigint NOT NULL,
    address   text   NOT NULL,
    PRIMARY KEY (org, kid)
);

CREATE TABLE envctl.factors (
    org     bytea  NOT NULL,
    member  bytea  NOT NULL,
    secret  bytea,
    pending bytea,
    step    bigint NOT NULL,
    tries   bigint NOT NULL,
    tried   bigint NOT NULL,
    PRIMARY KEY (org, member)
);

CREATE TABLE envctl.recovery_codes (
    org    bytea NOT NULL,
    member bytea NOT NULL,
    hash   bytea NOT NULL,
    PRIMARY KEY (org, member, hash)
);
