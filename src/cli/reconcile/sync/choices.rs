//! What becomes of each difference: taken from the side that changed it, or chosen.

use super::conflict::{author, lines, said};
use super::{Common, Mode};
use crate::cli::context::{Context, Project, manifest_name};
use crate::cli::error::{self, Error, Result};
use crate::cli::reconcile::differences::{self, MANIFEST, STORE};
use crate::cli::report;
use crate::client::sync::Comparison;
use crate::manifest::Fact;
use crate::manifest::compare::{Changed, Difference, Take};
use crate::model::Tree;

/// Chooses what becomes of each difference.
pub(super) struct Choices<'c> {
    pub(super) ctx: &'c Context,
    pub(super) project: &'c Project,
    pub(super) args: &'c Common,
    pub(super) mode: Mode,
    pub(super) look: &'c Tree,
    pub(super) found: &'c Comparison,
}

impl Choices<'_> {
    /// One choice a difference, in their order.
    ///
    /// # Errors
    /// When there are conflicts, and neither a flag nor a person resolves them.
    pub(super) fn takes(&self) -> Result<Vec<Take>> {
        let resolved = self.resolved()?;
        let mut takes = Vec::new();
        let mut open = Vec::new();
        for difference in &self.found.differences {
            let path = difference.path.to_string();
            let named = resolved.iter().find(|(other, _)| *other == path).map(|(_, take)| take.clone());
            let take = match difference.changed {
                Changed::Manifest => Take::Manifest,
                Changed::Store => Take::Store,
                Changed::Both => match (named, self.args.prefer.as_deref()) {
                    (Some(take), _) => take,
                    (None, Some("manifest")) => Take::Manifest,
                    (None, Some(_)) => Take::Store,
                    (None, None) => {
                        open.push(takes.len());
                        Take::Leave
                    }
                },
            };
            takes.push(match (self.mode, take) {
                (Mode::Pull, Take::Manifest) | (Mode::Push, Take::Store) => Take::Leave,
                (_, take) => take,
            });
        }
        if open.is_empty() || self.args.write.dry_run {
            return Ok(takes);
        }
        if !self.ctx.ui.can_prompt() {
            return Err(self.conflicts(&open));
        }
        for at in open {
            takes[at] = self.ask(&self.found.differences[at])?;
        }
        Ok(takes)
    }

    fn resolved(&self) -> Result<Vec<(String, Take)>> {
        let both = self.found.differences.iter().filter(|d| d.changed == Changed::Both);
        let known: Vec<String> = both.map(|d| d.path.to_string()).collect();
        let one = |text: &String| {
            let take = match text.rsplit_once('=') {
                Some((path, "manifest")) => (path.to_owned(), Take::Manifest),
                Some((path, "store")) => (path.to_owned(), Take::Store),
                _ => {
                    return Err(Error::usage(format!("--resolve {text}: write PATH=manifest or PATH=store")));
                }
            };
            if known.contains(&take.0) {
                return Ok(take);
            }
            let error = Error::usage(format!("--resolve {}: there is no such conflict", take.0));
            Err(error.known(&take.0, &known))
        };
        self.args.resolve.iter().map(one).collect()
    }

    fn conflicts(&self, open: &[usize]) -> Error {
        let rev = self.look.head.seq;
        let what = format!(
            "{} between {} and the store (rev {rev})",
            report::count(open.len(), "conflict"),
            manifest_name()
        );
        let mut error = Error::new("sync_conflict", error::CONFLICT, what);
        for at in open {
            let difference = &self.found.differences[*at];
            let (mine, theirs) =
                (differences::side(difference, MANIFEST), differences::side(difference, STORE));
            let by = author(self.project, self.look, difference);
            let by = by.map(|author| format!(" ({})", said(&author, self.ctx))).unwrap_or_default();
            error = error.fact(format!(
                "{}   manifest {} · store {}{by}",
                difference.path,
                report::shown(&mine),
                report::shown(&theirs)
            ));
        }
        let first = open.first().map(|at| self.found.differences[*at].path.to_string()).unwrap_or_default();
        let quoted = if first.contains([' ', '"', '(']) {
            format!("'{first}=manifest'")
        } else {
            format!("{first}=manifest")
        };
        error.hint(format!("pass --resolve {quoted} (or =store), or --prefer manifest|store"))
    }

    fn ask(&self, difference: &Difference) -> Result<Take> {
        let author = author(self.project, self.look, difference);
        lines(difference, author.as_ref(), self.ctx).into_iter().for_each(|line| self.ctx.ui.note(line));
        let mut items = vec![
            format!("manifest {}", report::shown(&differences::side(difference, MANIFEST))),
            format!("store {}", report::shown(&differences::side(difference, STORE))),
        ];
        let own = difference.own();
        let text = own.filter(|own| {
            [&own.manifest, &own.store].into_iter().flatten().all(|f| matches!(f, Fact::Text(_)))
        });
        if text.is_some() {
            items.push("edit".to_owned());
        }
        items.push("leave unsynced".to_owned());
        let picked = self.ctx.ui.select(&difference.path.to_string(), &items)?;
        Ok(match (picked, items[picked].as_str()) {
            (0, _) if self.mode != Mode::Pull => Take::Manifest,
            (1, _) if self.mode != Mode::Push => Take::Store,
            (_, "edit") if self.mode == Mode::Both => {
                Take::Value(Fact::Text(self.ctx.ui.input(&difference.path.to_string(), None)?))
            }
            _ => Take::Leave,
        })
    }
}
