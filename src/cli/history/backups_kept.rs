//! The backups that this machine keeps: files with a number, and how one is named.

use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::stores::StorePlace;
use crate::store::Sqlite;

/// Opens a backup, as the store that it is.
///
/// # Errors
/// When there is none, or it is none.
pub fn open(path: &Path) -> Result<Sqlite> {
    let none =
        || Error::new("backup_not_found", error::NOT_FOUND, format!("there is no backup {}", path.display()));
    Sqlite::open(path, false)?.ok_or_else(none)
}

/// Where the backups of this machine are.
///
/// # Errors
/// When there is no home directory.
pub fn folder(ctx: &Context) -> Result<PathBuf> {
    Ok(ctx.folders.store()?.with_file_name("backups"))
}

/// The file of a backup that is named by its id, or as a file.
///
/// # Errors
/// When there is none of that id.
pub fn file(ctx: &Context, named: &str) -> Result<PathBuf> {
    let is_id =
        named.strip_prefix("bk-").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if !is_id {
        return Ok(ctx.cwd.join(named));
    }
    let path = folder(ctx)?.join(format!("{named}.db"));
    if path.is_file() {
        return Ok(path);
    }
    let ids: Vec<String> = taken(ctx)?.into_iter().map(|(_, id, _)| id).collect();
    Err(Error::new("backup_not_found", error::NOT_FOUND, format!("there is no backup {named}"))
        .known(named, &ids))
}

/// The backups of this machine, by number.
///
/// # Errors
/// When their folder cannot be read.
pub fn taken(ctx: &Context) -> Result<Vec<(u32, String, PathBuf)>> {
    let entries = match std::fs::read_dir(folder(ctx)?) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::new("io", error::FAILED, format!("cannot list the backups: {e}"))),
    };
    let mut found: Vec<(u32, String, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let id = path.file_name()?.to_str()?.strip_suffix(".db")?.to_owned();
            Some((id.strip_prefix("bk-")?.parse().ok()?, id, path))
        })
        .collect();
    found.sort();
    Ok(found)
}

/// The id and the file of the next backup of this machine.
///
/// # Errors
/// When its folder cannot be made.
pub fn place(ctx: &Context) -> Result<(String, PathBuf)> {
    let folder = folder(ctx)?;
    let next = taken(ctx)?.last().map_or(1, |(n, ..)| n + 1);
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(&folder)
        .map_err(|e| Error::new("io", error::FAILED, format!("cannot make {}: {e}", folder.display())))?;
    Ok((format!("bk-{next:04}"), folder.join(format!("bk-{next:04}.db"))))
}

/// Copies a store's file, as it is at one moment.
///
/// # Errors
/// When it cannot be written, or does not read back.
pub fn copy(ctx: &Context, store: &Sqlite, target: &Path) -> Result<()> {
    let _spinner = ctx.ui.spinner("copying the store");
    store.copy_to(target)?;
    // A copy that does not read back is none.
    open(target)?.check().map_err(Error::from)
}

/// Backs the store up before something goes that a log does not bring back at a word: the backup's id;
/// none where the store is not a file of this machine.
///
/// # Errors
/// When it cannot be backed up: nothing is to go then.
pub fn before(ctx: &Context) -> Result<Option<String>> {
    let StorePlace::File(path) = ctx.store_place()? else { return Ok(None) };
    let Some(store) = Sqlite::open(&path, false)? else { return Ok(None) };
    let (id, target) = place(ctx)?;
    copy(ctx, &store, &target)?;
    Ok(Some(id))
}
