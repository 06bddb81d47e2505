//! Backups of a store that is no file: every organization in it, commit by commit, in a file that is a store
//! itself; each commit is judged again on its way, there and back.

use std::path::Path;

use super::backups_kept::open;
use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::cli::stores::StorePlace;
use crate::client::copy::copy;
use crate::store::{Gated, OrgEntry, Sqlite, Store};

/// Copies the organizations of the store that whoever asks may see all of.
///
/// # Errors
/// When there is none, or one of them cannot be seen whole: nothing of the file is left then.
pub fn fetch(ctx: &Context, target: &Path) -> Result<()> {
    let from = ctx.store(false)?.ok_or_else(nothing)?;
    let mut orgs = from.orgs()?;
    if let Some(flag) = &ctx.globals.org {
        let name = flag.split('/').next().unwrap_or_default();
        let names: Vec<String> = orgs.iter().map(|org| org.name.to_string()).collect();
        orgs.retain(|org| org.name.as_str() == name);
        if orgs.is_empty() {
            let what = format!("the store has no organization \"{name}\"");
            return Err(Error::new("org_not_found", error::NOT_FOUND, what).known(name, &names));
        }
    }
    if orgs.is_empty() {
        return Err(nothing());
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let io = |e| Error::new("io", error::FAILED, format!("cannot write in {}: {e}", folder.display()));
    let work = tempfile::Builder::new().prefix(".backup-").tempdir_in(folder).map_err(io)?;
    let to = Sqlite::open(&work.path().join("store.db"), true)?.ok_or_else(nothing)?;
    let to = Gated::new(to);
    let spinner = ctx.ui.spinner("copying the store");
    for org in &orgs {
        copy(&*from, &to, org, |rev| {
            spinner.now(&format!("copying {}: {rev} of {}", org.name, org.head.seq));
        })?;
    }
    to.inner().copy_to(target)?;
    // A copy that does not read back is none.
    open(target)?.check().map_err(Error::from)
}

fn nothing() -> Error {
    let what = "there is no organization in the store that you may see";
    Error::new("org_not_found", error::NOT_FOUND, what)
}

/// The organizations of a backup of which the store does not have all: they go there, history and all. None:
/// it has them, or is a file.
///
/// # Errors
/// When the store says no, or has another history.
pub fn put_back(ctx: &Context, backup: &Sqlite, dry_run: bool) -> Result<Option<Vec<String>>> {
    if matches!(ctx.store_place()?, StorePlace::File(_)) {
        return Ok(None);
    }
    let there = ctx.store(true)?.ok_or_else(nothing)?;
    let known = there.orgs()?;
    let is_behind = |org: &OrgEntry| {
        known.iter().find(|other| other.id == org.id).is_none_or(|other| other.head.seq < org.head.seq)
    };
    let gone: Vec<OrgEntry> = backup.orgs()?.into_iter().filter(is_behind).collect();
    if gone.is_empty() {
        return Ok(None);
    }
    if !dry_run {
        let spinner = ctx.ui.spinner("bringing the store back");
        for org in &gone {
            copy(backup, &*there, org, |rev| {
                spinner.now(&format!("bringing {} back: {rev} of {}", org.name, org.head.seq));
            })?;
            ctx.pins().founded(&ctx.store_label()?, &org.name, &org.id);
        }
    }
    Ok(Some(gone.iter().map(|org| format!("{} rev {}", org.name, org.head.seq)).collect()))
}
