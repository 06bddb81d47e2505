//! What only a file can suffer; what every store does is in `suite`.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tempfile::TempDir;

use super::{Grouped, Sqlite, fault, open};
use crate::model::{Hash, Head, Leaf, Place, Prefix};
use crate::store::suite::{begin, commit, follow, org_record, put, value, value_at};
use crate::store::{Append, LogQuery, Store, StoreError};

fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("store.db");
    (directory, path)
}

fn create(path: &Path) -> Sqlite {
    Sqlite::open(path, true).expect("a store").expect("it is created")
}

fn refused(path: &Path) -> StoreError {
    let answers =
        [true, false].map(|create| Sqlite::open(path, create).map(drop).expect_err("it is refused"));
    let [first, second] = answers;
    assert_eq!(first.to_string(), second.to_string());
    first
}

fn write_private(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("it is written");
    #[cfg(unix)]
    set_mode(path, 0o600);
}

/// A store with a few commits, all in the one file.
fn furnished(path: &Path) -> Hash {
    let store = create(path);
    let mut at = begin(&store, "acme");
    for n in 0..40 {
        at = follow(&store, at, &[Leaf::message("why"), put(value_at(1, n), value(n.into(), "a value"))]);
    }
    alter(path, "PRAGMA wal_checkpoint(TRUNCATE)");
    at.org
}

/// Does to the file what no store does.
fn alter(path: &Path, sql: &str) {
    Connection::open(path).expect("a database").execute_batch(sql).expect("it is altered");
}

#[test]
fn schema_is_known() {
    let fresh = Connection::open_in_memory().expect("a database");
    for (sql, schema) in open::MIGRATIONS.iter().zip(open::SCHEMAS) {
        fresh.execute_batch(sql).expect("a schema");
        let found = open::fingerprint(&fresh).expect("a schema");
        assert_eq!(found, schema, "the schema changed: a level that was released never does");
    }
}

#[test]
fn a_store_of_level_3_becomes_one_of_this_level() {
    let (_directory, path) = place();
    let org = furnished(&path);
    let read = || {
        let store = Sqlite::open(&path, false).expect("a store").expect("it is there");
        store.read(&org, &[Prefix::all()], None)
    };
    let before = read().expect("read");
    let records = open::MIGRATIONS[0].split("CREATE TABLE ").find(|sql| sql.starts_with("records "));
    let records = records.and_then(|sql| sql.split_once(';')).expect("the table").0;
    let back = format!(
        "CREATE TABLE kept AS SELECT * FROM records; DROP TABLE records; CREATE TABLE {records};
         INSERT INTO records SELECT org, path, kind, leaf, rev, body FROM kept;
         DROP TABLE kept; PRAGMA user_version = 3;"
    );
    alter(&path, &back);
    assert_eq!(read().expect("read"), before);
    // What no leaf says is not vouched for by becoming newer.
    alter(&path, &back);
    alter(&path, "UPDATE records SET leaf = zeroblob(32) WHERE rev = 7");
    assert!(matches!(read(), Err(StoreError::Damaged { .. })));
}

#[test]
fn settings() {
    let (_directory, path) = place();
    drop(create(&path));
    let store = Sqlite::open(&path, false).expect("a store").expect("it is there");
    assert_eq!(store.path(), path);
    for (pragma, expected) in [
        ("application_id", open::APPLICATION_ID),
        ("busy_timeout", 25_000),
        ("mmap_size", 0),
        ("synchronous", 2),
        ("trusted_schema", 0),
        ("user_version", open::LEVEL),
    ] {
        let found = store.connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        assert_eq!(found.unwrap_or_default(), expected, "{pragma}");
    }
    let mode: String =
        store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("a mode");
    assert_eq!(mode, "wal");
    assert!(store.connection.prepare("SELECT \"nope\"").is_err());
    store.check().expect("no damage");
}

#[test]
fn absent() {
    let (directory, path) = place();
    assert!(Sqlite::open(&path, false).expect("no error").is_none());
    assert!(Sqlite::open(&directory.path().join("no/such/store.db"), false).expect("no error").is_none());
    assert_eq!(fs::read_dir(directory.path()).expect("a directory").count(), 0);
}

#[test]
fn an_empty_file_is_a_store_to_be() {
    let (_directory, path) = place();
    write_private(&path, b"");
    assert!(Sqlite::open(&path, false).expect("no error").is_none());
    assert_eq!(fs::metadata(&path).expect("a file").len(), 0);
    begin(&create(&path), "acme");
}

#[test]
fn odd_names() {
    let (directory, _) = place();
    for name in ["file:a.db?mode=memory", ":memory:", "a%20b.db", "ü.db", "-wal"] {
        let path = directory.path().join(name);
        begin(&create(&path), "acme");
        assert!(path.is_file(), "{name}");
        let store = Sqlite::open(&path, false).expect("a store").expect("it is there");
        assert_eq!(store.orgs().expect("a list").len(), 1);
    }
}

#[test]
fn closing_leaves_the_log() {
    let (directory, path) = place();
    begin(&create(&path), "acme");
    assert!(directory.path().join("store.db-wal").metadata().is_ok_and(|log| log.len() > 0));
    // The file alone is known all the same: without its log it is an older store, not a new one.
    fs::remove_file(directory.path().join("store.db-wal")).expect("it was there");
    let store = Sqlite::open(&path, false).expect("a store").expect("it is there");
    assert_eq!(store.orgs().expect("a list"), []);
}

#[test]
fn lineage_is_kept() {
    let (_directory, path) = place();
    let store = create(&path);
    let at = begin(&store, "acme");
    let at = follow(&store, at, &[Leaf::message("why"), put(value_at(1, 1), value(8, "one"))]);
    follow(
        &store,
        at,
        &[put(value_at(2, 1), value(8, "sealed again")), put(value_at(1, 2), value(9, "two"))],
    );
    let mut query = store
        .connection
        .prepare("SELECT write, path, seq, parents FROM lineage ORDER BY write")
        .expect("a query");
    let rows = query.query_map((), |row| {
        let write: [u8; 16] = row.get(0)?;
        Ok((
            u128::from_be_bytes(write),
            row.get::<_, String>(1)?,
            row.get::<_, i64>(2)?,
            row.get::<_, Vec<u8>>(3)?,
        ))
    });
    let rows: Vec<_> = rows.expect("rows").map(|row| row.expect("a row")).collect();
    let parents = [[1; 16], [2; 16]].concat();
    assert_eq!(
        rows,
        [(8, value_at(1, 1).to_string(), 2, parents.clone()), (9, value_at(1, 2).to_string(), 3, parents),]
    );
}

#[test]
fn created_at_once() {
    for round in 0..6 {
        let (_directory, path) = place();
        if round % 2 == 1 {
            write_private(&path, b"");
        }
        thread::scope(|scope| {
            for n in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    // A store that is being made is there, or not yet; never damaged.
                    drop(Sqlite::open(path, false).expect("no error"));
                    begin(&create(path), &format!("org-{n}"));
                });
            }
        });
        assert_eq!(create(&path).orgs().expect("a list").len(), 8);
        create(&path).check().expect("no damage");
        assert_eq!(fs::read_dir(path.parent().expect("a directory")).expect("a directory").count(), 3);
    }
}

#[test]
fn junk() {
    let (_directory, path) = place();
    let mut noise = 1u32;
    // A single byte is no file to SQLite: it writes one where a file system needs that.
    for len in [15, 16, 99, 100, 511, 512, 4096, 5000, 65_536] {
        let mut random = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        };
        let bytes: Vec<u8> = (0..len).map(|_| random()).collect();
        write_private(&path, &bytes);
        assert!(matches!(refused(&path), StoreError::Damaged { .. }), "{len} bytes");
        assert_eq!(fs::read(&path).expect("the file"), bytes);
    }
}

#[test]
fn another_programs_database() {
    for sql in [
        "CREATE TABLE bookmarks (url TEXT)",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 1",
        "PRAGMA user_version = 1; CREATE TABLE orgs (id INTEGER PRIMARY KEY)",
        "PRAGMA application_id = 0x656e7663; CREATE TABLE orgs (id INTEGER PRIMARY KEY)",
        "PRAGMA application_id = 0x656e7663; PRAGMA user_version = -1",
        "PRAGMA application_id = 0x656e7663; PRAGMA user_version = 1; CREATE TABLE orgs (id INTEGER PRIMARY KEY)",
    ] {
        let (_directory, path) = place();
        write_private(&path, b"");
        alter(&path, sql);
        assert!(matches!(refused(&path), StoreError::Damaged { .. }), "{sql}");
    }
}

#[test]
fn foreign_schema() {
    for sql in [
        "PRAGMA application_id = 7",
        "CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM leaves; END",
        "CREATE VIEW v AS SELECT * FROM records",
        "CREATE TABLE t (a)",
        "DROP INDEX leaves_by_path",
        "ALTER TABLE records ADD COLUMN more TEXT",
        "ALTER TABLE records RENAME TO r; CREATE VIEW records AS SELECT * FROM r",
    ] {
        let (_directory, path) = place();
        begin(&create(&path), "acme");
        alter(&path, sql);
        assert!(matches!(refused(&path), StoreError::Damaged { .. }), "{sql}");
    }
}

#[test]
fn newer() {
    let (_directory, path) = place();
    furnished(&path);
    alter(&path, "PRAGMA user_version = 99; CREATE TABLE invented (later TEXT)");
    let StoreError::Newer { found: 99, known: open::LEVEL, .. } = refused(&path) else {
        panic!("it is refused as a newer one");
    };
}

#[test]
fn wrong_types_are_damage() {
    for sql in [
        "UPDATE orgs SET head = x'00'",
        "UPDATE orgs SET seq = -1",
        "UPDATE orgs SET seq = 40",
        "UPDATE orgs SET seq = 99",
        "DELETE FROM commits WHERE seq = 7",
        "UPDATE leaves SET salt = x'00' WHERE seq = 7",
        "UPDATE commits SET signature = x'' WHERE seq = 7",
        "UPDATE records SET kind = 99",
        "UPDATE records SET kind = -1",
        "UPDATE records SET body = x'ff'",
        "UPDATE records SET salt = x'00'",
        "UPDATE records SET prev = x'00'",
        "UPDATE orgs SET name = 'NO NAME'",
    ] {
        let (_directory, path) = place();
        let org = furnished(&path);
        alter(&path, sql);
        let store = Sqlite::open(&path, false).expect("a store").expect("it is there");
        let errors = [
            store.orgs().err(),
            store.read(&org, &[Prefix::all()], None).err(),
            store.read(&org, &[Prefix::all()], Some(7)).err(),
            store.log(&org, &LogQuery::default()).err(),
            Some(append_one(&store, org)).and_then(Result::err),
        ];
        let errors: Vec<StoreError> = errors.into_iter().flatten().collect();
        assert!(!errors.is_empty(), "{sql}");
        for error in errors {
            assert!(
                matches!(error, StoreError::Damaged { .. } | StoreError::Record { .. }),
                "{sql}: {error}"
            );
        }
    }
}

/// Appends after whatever the store says is the head.
fn append_one(store: &Sqlite, org: Hash) -> Result<(), StoreError> {
    let head = store.read(&org, &[], None)?.head;
    let next =
        crate::store::suite::commit(org, head, 1 << 100, &[put(value_at(1, 1), value(1 << 100, "new"))]);
    store.append(&org, head, &next).map(drop)
}

/// Opens what may be damaged, and does to it what a store can do.
fn survive(path: &Path, org: Hash, newest: &[Prefix]) -> Result<(), StoreError> {
    let Some(store) = Sqlite::open(path, false)? else { return Ok(()) };
    let everything = [
        store.orgs().map(drop),
        store.read(&org, newest, None).map(drop),
        store.read(&org, &[Prefix::all()], Some(20)).map(drop),
        store.log(&org, &LogQuery::default()).map(drop),
        store.check(),
        append_one(&store, org),
    ];
    everything.into_iter().collect()
}

fn is_named(error: &StoreError) -> bool {
    use StoreError::{Damaged, Newer, NoOrg, NoRevision, Record};

    matches!(error, Damaged { .. } | Record { .. } | Newer { .. } | NoOrg(_) | NoRevision { .. })
}

#[test]
fn truncated() {
    let (_directory, path) = place();
    let org = furnished(&path);
    let whole = fs::read(&path).expect("the file");
    survive(&path, org, &[Prefix::all()]).expect("it is whole");
    let (directory, path) = place();
    for len in (0..whole.len()).step_by(1021).chain([1, 99, 100, 511, 512, 4095, 4096, 8192]) {
        for stale in ["store.db-wal", "store.db-shm"] {
            drop(fs::remove_file(directory.path().join(stale)));
        }
        write_private(&path, &whole[..len]);
        match survive(&path, org, &[Prefix::all()]) {
            // What is missing of the last page counts as zeros: SQLite has no checksums.
            Ok(()) => assert!(len <= 1 || whole.len() - len < 4096, "{len} of {}", whole.len()),
            Err(error) => assert!(is_named(&error), "{len}: {error:?}"),
        }
    }
}

#[test]
fn flipped_bytes() {
    let (_directory, path) = place();
    let org = furnished(&path);
    let whole = fs::read(&path).expect("the file");
    let (directory, path) = place();
    // Without the newest records: `Path::from_store` trusts the paths that stand there.
    for at in (0..whole.len()).step_by(397) {
        for stale in ["store.db-wal", "store.db-shm"] {
            drop(fs::remove_file(directory.path().join(stale)));
        }
        let mut bytes = whole.clone();
        bytes[at] ^= 0x25;
        write_private(&path, &bytes);
        if let Err(error) = survive(&path, org, &[]) {
            assert!(is_named(&error), "{at}: {error:?}");
        }
    }
}

#[test]
fn not_a_file() {
    let (directory, path) = place();
    let start = Instant::now();
    assert!(matches!(refused(directory.path()), StoreError::Io { doing: "open", .. }));
    write_private(&path, b"");
    for create in [true, false] {
        let below = Sqlite::open(&path.join("store.db"), create).map(drop).expect_err("no directory");
        assert!(matches!(below, StoreError::Io { .. }));
    }
    assert!(matches!(Sqlite::open(Path::new(""), true), Err(StoreError::Io { .. })));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn errors_have_names() {
    let named = |code| {
        let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
        fault::Fault::from(error).at(Path::new("store.db"), "read")
    };
    assert!(matches!(named(rusqlite::ffi::SQLITE_BUSY), StoreError::Busy { seconds: 25 }));
    assert!(matches!(named(rusqlite::ffi::SQLITE_CORRUPT), StoreError::Damaged { .. }));
    assert!(matches!(named(rusqlite::ffi::SQLITE_NOTADB), StoreError::Damaged { .. }));
    assert!(matches!(named(rusqlite::ffi::SQLITE_FULL), StoreError::Io { doing: "read", .. }));
    assert!(matches!(named(rusqlite::ffi::SQLITE_NOMEM), StoreError::Database { .. }));
}

#[cfg(target_os = "linux")]
#[test]
fn network_file_systems() {
    assert_eq!(open::network_name(0x6969), Some("nfs"));
    assert_eq!(open::network_name(0xff53_4d42), Some("cifs"));
    assert_eq!(open::network_name(0xef53), None, "ext");
    assert_eq!(open::network_name(0x0102_1994), None, "tmpfs");
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;

    fs::metadata(path).expect("a file").permissions().mode() & 0o7777
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode is set");
}

#[cfg(unix)]
#[test]
fn private() {
    let (directory, _) = place();
    let path = directory.path().join("new/newer/store.db");
    let store = create(&path);
    begin(&store, "acme");
    assert_eq!(mode(&directory.path().join("new")), 0o700);
    assert_eq!(mode(&directory.path().join("new/newer")), 0o700);
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        assert_eq!(mode(&directory.path().join("new/newer").join(name)), 0o600, "{name}");
    }
    // A directory that is there is its owner's business.
    set_mode(directory.path(), 0o755);
    drop(create(&directory.path().join("store.db")));
    assert_eq!(mode(directory.path()), 0o755);
}

#[cfg(unix)]
#[test]
fn exposed() {
    let (_directory, path) = place();
    drop(create(&path));
    for bits in [0o644, 0o660, 0o640, 0o602, 0o606] {
        set_mode(&path, bits);
        assert!(matches!(refused(&path), StoreError::Exposed { mode, .. } if mode == bits), "{bits:o}");
    }
    set_mode(&path, 0o600);
    assert!(Sqlite::open(&path, false).expect("a store").is_some());
}

#[cfg(target_os = "linux")]
#[test]
fn fifo_and_device() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    let (_directory, path) = place();
    mknodat(CWD, &path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("a FIFO");
    let start = Instant::now();
    assert!(matches!(refused(&path), StoreError::Io { doing: "open", .. }));
    assert!(matches!(refused(Path::new("/dev/null")), StoreError::Io { doing: "open", .. }));
    assert!(start.elapsed() < Duration::from_secs(5));
}

/// How many transactions the write-ahead log holds: each ends with a page that says how large the file is.
fn transactions(path: &Path) -> usize {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let bytes = fs::read(wal).expect("a log");
    let (header, frames) = bytes.split_at(32);
    let page = u32::from_be_bytes(header[8..12].try_into().expect("a size")) as usize;
    let own = |frame: &&[u8]| frame[8..16] == header[16..24];
    frames.chunks_exact(24 + page).take_while(own).filter(|frame| frame[4..8] != [0; 4]).count()
}

/// The disk is waited for once for all that wait; what fails takes nothing of the others' with it.
#[test]
fn one_writer_commits_for_all_that_wait() {
    let (_directory, path) = place();
    let store = Grouped::open(&path).expect("a store");
    begin(&store, "taken");
    let before = transactions(&path);
    let held = Connection::open(&path).expect("a connection");
    held.execute_batch("BEGIN IMMEDIATE").expect("held");
    let first = |name: &str, op: u128| {
        commit(Hash::ZERO, Head::NONE, op, &[put(Place::Org.path(), org_record(name))])
    };
    thread::scope(|scope| {
        let begun: Vec<_> = (0..24)
            .map(|n: u32| {
                let (store, first) = (&store, &first);
                scope.spawn(move || {
                    let name = if n.is_multiple_of(3) { "taken".to_owned() } else { format!("org-{n}") };
                    store.append(&Hash::ZERO, Head::NONE, &first(&name, u128::from(n) + 1000))
                })
            })
            .collect();
        // Until all of them wait: the lock is the only thing that they wait for.
        thread::sleep(Duration::from_millis(300));
        assert_eq!(store.orgs().expect("reads go on").len(), 1);
        held.execute_batch("COMMIT").expect("given back");
        for (n, begun) in begun.into_iter().enumerate() {
            let answer = begun.join().expect("no panic");
            match n % 3 {
                0 => assert!(matches!(answer, Err(StoreError::NameTaken(_))), "{n}: {answer:?}"),
                _ => assert!(matches!(answer, Ok(Append::Appended(_))), "{n}: {answer:?}"),
            }
        }
    });
    assert_eq!(store.orgs().expect("a list").len(), 17);
    let made = transactions(&path) - before;
    assert!(made <= 3, "{made} transactions for 24 who waited");
    drop(store);
    create(&path).check().expect("no damage");
}

#[test]
fn who_is_signed_in_is_kept_as_everywhere() {
    let (_directory, path) = place();
    drop(create(&path));
    super::super::sessions::contract(&|| Box::new(create(&path)));
    let (_directory, path) = place();
    let store = Grouped::open(&path).expect("a store");
    super::super::sessions::contract(&|| &store);
}
