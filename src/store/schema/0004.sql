-- Level 4: a record carries what its leaf's hash is made of, beside its path, kind and body, so that
-- a read that finds it also sees whether a disk has changed it, without looking for the leaf.

CREATE TABLE records_now (
    org  INTEGER NOT NULL,
    path TEXT    NOT NULL,
    kind INTEGER NOT NULL,
    leaf BLOB    NOT NULL,
    rev  INTEGER NOT NULL,
    salt BLOB    NOT NULL,
    prev BLOB,
    body BLOB    NOT NULL,
    PRIMARY KEY (org, path)
) STRICT, WITHOUT ROWID;

-- A leaf is kind, path, prev, body: the 32 bytes before the body are the hash of the leaf that was
-- replaced, if there is room for one. A record without its leaf gets a salt that fits nothing.
INSERT INTO records_now
SELECT r.org, r.path, r.kind, r.leaf, r.rev, coalesce(l.salt, zeroblob(16)),
    CASE WHEN length(l.bytes) - length(r.body) - length(r.path) > 32
        THEN substr(l.bytes, length(l.bytes) - length(r.body) - 31, 32) END,
    r.body
FROM records r
LEFT JOIN leaves l INDEXED BY leaves_by_path
ON l.org = r.org AND l.path = r.path AND l.seq = r.rev AND l.hash = r.leaf
GROUP BY r.org, r.path;

DROP TABLE records;
ALTER TABLE records_now RENAME TO records;
