//! Makes the file, recognizes it, and brings its schema up to date.
//!
//! Invariants: the file is its owner's alone from the first byte; nothing in a file is run before
//! the file is known to be a store with exactly our tables; a store that has tables is in WAL mode.

use std::fs::{self, DirBuilder, Metadata};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::super::StoreError;
use super::fault::{Fault, Faulty, PATIENCE};
use crate::model::Hash;

/// Says in a file's header that it is a store of envctl's: "envc".
pub(super) const APPLICATION_ID: i64 = 0x656e_7663;

/// The schemas: level `n` is what the first `n` of these make, applied in order.
pub(super) const MIGRATIONS: [&str; 4] = [
    include_str!("../schema/0001.sql"),
    include_str!("../schema/0002.sql"),
    include_str!("../schema/0003.sql"),
    include_str!("../schema/0004.sql"),
];

/// A database is a whole number of pages, and none is smaller (SQLite, File Format, 1.3.2).
const SMALLEST_PAGE: u64 = 512;

/// The newest level.
pub(super) const LEVEL: i64 = MIGRATIONS.len() as i64;

/// What [`fingerprint`] says of each level.
pub(super) const SCHEMAS: [&str; MIGRATIONS.len()] = [
    "943f369c0e02c98d2d09bf9c64ce04b1784e7b08730851e89c4c1f8156b34f56",
    "d388be3c121de684c19694d48e0d29404be6c82f8e07309dce69df84ef9eccc3",
    "0ed34c5890393d4e9632440156ec1abb2e6110b67430f76ac8e7c74262e5ef39",
    "a9e519e60b4467a787a35f0daecbc3c7ffc6ded598e09bdcddb2047244921d04",
];

pub(super) fn open(path: &Path, create: bool) -> Result<Option<Connection>, StoreError> {
    let io = |doing| move |source| StoreError::Io { doing, path: path.to_owned(), source };
    let local = |place: &Path| match network(place).map_err(io("open"))? {
        Some(kind) => Err(StoreError::Network { path: path.to_owned(), kind }),
        None => Ok(()),
    };
    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(e) if e.kind() == io::ErrorKind::NotFound && create => {
            let directory = make_directory(path).map_err(io("create"))?;
            local(directory)?;
            make(path, directory).map_err(io("create"))?
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(io("open")(e)),
    };
    if !found.is_file() {
        return Err(io("open")(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
    }
    // What is no database by its size alone is refused as that: nobody is told to close another file.
    let whole_pages = found.len() % SMALLEST_PAGE == 0;
    if let Some(mode) = exposure(&found).filter(|_| whole_pages) {
        return Err(StoreError::Exposed { path: path.to_owned(), mode });
    }
    local(path)?;
    // SQLite takes a name that begins with `file:` for a URI; an absolute path does not.
    let absolute = std::path::absolute(path).map_err(io("open"))?;
    connect(path, &absolute, create).map_err(|fault| fault.at(path, "open"))
}

/// Makes the directory that is to hold a file, mode 0700.
fn make_directory(path: &Path) -> io::Result<&Path> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut directory = DirBuilder::new();
    directory.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut directory, 0o700);
    directory.create(parent)?;
    Ok(parent)
}

/// Makes an empty file, mode 0600.
fn make(path: &Path, directory: &Path) -> io::Result<Metadata> {
    // Made under another name and closed before it gets its own: to close any descriptor of a file
    // is to give up every lock that this process has on it (POSIX), another thread's store included.
    let file = tempfile::Builder::new().prefix(".store-").tempfile_in(directory)?.into_temp_path();
    match file.persist_noclobber(path) {
        Err(e) if e.error.kind() != io::ErrorKind::AlreadyExists => Err(e.error),
        // Another process was first: its file serves as well.
        _ => fs::metadata(path),
    }
}

/// The permission bits of a file that others may read or write.
#[cfg(unix)]
fn exposure(file: &Metadata) -> Option<u32> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.permissions()) & 0o7777;
    (mode & 0o066 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn exposure(_: &Metadata) -> Option<u32> {
    None
}

/// The name of the file system that a file is on, if it is one of those where locks are not safe.
#[cfg(target_os = "linux")]
fn network(path: &Path) -> io::Result<Option<&'static str>> {
    // OK because the numbers have 32 bits, in a field that is signed on some machines.
    Ok(network_name(rustix::fs::statfs(path)?.f_type as u32))
}

#[cfg(not(target_os = "linux"))]
fn network(_: &Path) -> io::Result<Option<&'static str>> {
    Ok(None)
}

/// The name that belongs to a number in `linux/magic.h`, for the file systems that are refused.
#[cfg(target_os = "linux")]
pub(super) fn network_name(magic: u32) -> Option<&'static str> {
    Some(match magic {
        0x0102_1997 => "9p",
        0x5346_414f | 0x6b41_4653 => "afs",
        0x1983_0326 => "beegfs",
        0x00c3_6400 => "ceph",
        0xff53_4d42 => "cifs",
        0x7375_7245 => "coda",
        0x6573_5546 => "fuse",
        0x0116_1970 => "gfs2",
        0x4750_4653 => "gpfs",
        0x0bd0_0bd0 => "lustre",
        0x564c => "ncp",
        0x6969 => "nfs",
        0x7461_636f => "ocfs2",
        0x517b => "smb",
        0xfe53_4d42 => "smb2",
        0x786f_4256 => "vboxsf",
        _ => return None,
    })
}

fn connect(path: &Path, absolute: &Path, create: bool) -> Faulty<Option<Connection>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(absolute, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(32);
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        // Otherwise `"nope"` is text where no column has the name.
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        // One `set` pays for its own commit, not for carrying the log over into the file.
        (DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true),
    ] {
        connection.set_db_config(option, on)?;
    }

    let level = {
        let tx = Transaction::new_unchecked(&connection, TransactionBehavior::Deferred)?;
        let level = level(&tx, path)?;
        recognize(&tx, level)?;
        level
    };
    if level == 0 && !create {
        return Ok(None);
    }
    // After the file is known: these look at the schema. A memory map would turn a bad disk into a
    // signal. The log is carried over every 256 pages, because whoever opens the store alone reads
    // what there is of it.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA mmap_size = 0;
         PRAGMA cell_size_check = ON; PRAGMA cache_size = -128; PRAGMA wal_autocheckpoint = 256;",
    )?;
    if level < LEVEL {
        log_ahead(&connection)?;
        migrate(&connection, path)?;
    }
    Ok(Some(connection))
}

/// The schema level of a file, 0 where it is empty.
fn level(connection: &Connection, path: &Path) -> Faulty<i64> {
    let pragma = |name| connection.pragma_query_one::<i64>(None, name);
    match (pragma("application_id")?, pragma("user_version")?) {
        (APPLICATION_ID, found) if found > LEVEL => {
            Err(StoreError::Newer { path: path.to_owned(), found, known: LEVEL }.into())
        }
        (APPLICATION_ID, found) if found > 0 => Ok(found),
        (0, 0) if !connection.prepare("SELECT 1 FROM sqlite_schema")?.exists(())? => Ok(0),
        _ => Err(Fault::damaged("it is another program's database")),
    }
}

/// Refuses tables, indexes, triggers and views that are not the level's own.
fn recognize(connection: &Connection, level: i64) -> Faulty<()> {
    let schemas = usize::try_from(level).ok().and_then(|level| SCHEMAS.get(..level));
    match schemas.map(<[&str]>::last) {
        // An empty file.
        Some(None) => Ok(()),
        Some(Some(schema)) if fingerprint(connection)? == **schema => Ok(()),
        _ => Err(Fault::damaged("its tables are not those of a store")),
    }
}

/// A hash over the text of everything in the schema.
pub(super) fn fingerprint(connection: &Connection) -> Faulty<String> {
    let mut query = connection.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name")?;
    let mut rows = query.query(())?;
    let mut text = Vec::new();
    while let Some(row) = rows.next()? {
        for column in 0..3 {
            // An index that a constraint made has no text.
            text.extend_from_slice(row.get_ref(column)?.as_bytes_or_null()?.unwrap_or_default());
            text.push(0);
        }
    }
    Ok(Hash::of("envctl/schema/v1", &[&text]).to_string())
}

/// Switches an empty file to a write-ahead log; no busy handler is called for that.
fn log_ahead(connection: &Connection) -> Faulty<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0)) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => return Err(Fault::Damaged(format!("its journal mode is {mode}, and cannot be wal"))),
            Err(e) => match Fault::from(e) {
                fault if fault.is_busy() && Instant::now() < deadline => {
                    thread::sleep(Duration::from_millis(5))
                }
                fault => return Err(fault),
            },
        }
    }
}

/// Applies what is missing. Of several processes one does, and the others find it done.
fn migrate(connection: &Connection, path: &Path) -> Faulty<()> {
    let tx = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let level = level(&tx, path)?;
    recognize(&tx, level)?;
    if level == LEVEL {
        return Ok(());
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(level).unwrap_or_default()) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", LEVEL)?;
    recognize(&tx, LEVEL)?;
    tx.commit()?;
    // The file alone, without its log, is to be known as a store and never taken for a new one. OK
    // to go without: another connection is at work then, and a later checkpoint does the same.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", (), |_| Ok(()))?;
    Ok(())
}

/// Carries the write-ahead log over into the file and empties it, if nobody is in the way: whoever
/// next opens the store alone would have to read the whole log.
pub(super) fn shorten_log(connection: &Connection) {
    // Not done is not wrong: the log only stays as long as it is.
    let _ = connection.busy_timeout(std::time::Duration::ZERO);
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()));
    let _ = connection.busy_timeout(PATIENCE);
}
