//! A conflict between the manifest and the store, and who made the store's side of it.

use serde::Serialize;

use crate::cli::context::{Context, Project};
use crate::cli::reconcile::differences::{self, BASE, MANIFEST, STORE};
use crate::cli::report;
use crate::manifest::compare::Difference;
use crate::manifest::tree as facts_of;
use crate::model::{Prefix, Tree};
use crate::store::LogQuery;
use crate::ui::{Line, Sign};

/// Something that both sides changed, and that stays so.
#[derive(Debug, Serialize)]
pub(super) struct Conflict {
    path: String,
    base: serde_json::Value,
    manifest: serde_json::Value,
    store: serde_json::Value,
    by: Option<String>,
    at: Option<jiff::Timestamp>,
    message: Option<String>,
}

/// Who changed something in the store last, when and why.
#[derive(Clone, Debug)]
pub(super) struct Author {
    name: String,
    time: jiff::Timestamp,
    message: Option<String>,
}

/// Who changed a thing or key in the store last.
pub(super) fn author(project: &Project, look: &Tree, difference: &Difference) -> Option<Author> {
    let names = facts_of::names(look, &project.name);
    let place = facts_of::place_of(&difference.path, &project.name, &names)?;
    let query = LogQuery { limit: 1, touching: vec![Prefix::one(&place.path())], ..LogQuery::default() };
    let event = project.client.events(&query).ok()?.into_iter().next()?;
    let member =
        look.members().find(|(_, member)| member.devices.iter().any(|device| device.kid() == event.kid));
    let name = member.map_or_else(|| event.kid.to_string(), |(_, member)| member.name.clone());
    Some(Author { name, time: report::time(event.time), message: event.message })
}

/// The author in one line.
pub(super) fn said(author: &Author, ctx: &Context) -> String {
    let message = author.message.as_ref().map(|message| format!(", {message:?}")).unwrap_or_default();
    format!("{}, {}{message}", author.name, ctx.ui.ago(author.time))
}

/// A conflict as the answer gives it.
pub(super) fn conflict(difference: &Difference, author: Option<Author>) -> Conflict {
    Conflict {
        path: difference.path.to_string(),
        base: differences::side(difference, BASE),
        manifest: differences::side(difference, MANIFEST),
        store: differences::side(difference, STORE),
        by: author.as_ref().map(|author| author.name.clone()),
        at: author.as_ref().map(|author| author.time),
        message: author.and_then(|author| author.message),
    }
}

/// A conflict as a plan shows it.
pub(super) fn lines(difference: &Difference, author: Option<&Author>, ctx: &Context) -> Vec<Line> {
    let line = |side: &str, text: &str| Line::new().plain(format!("        {side:<9} {text}"));
    let shown = |of| report::shown(&differences::side(difference, of));
    let head = Line::new().plain("  ").sign(Sign::Conflict).plain(format!("{:<28}", difference.path));
    let theirs = line("store", &shown(STORE));
    vec![
        head.plain(format!(" base {}", shown(BASE))),
        line("manifest", &shown(MANIFEST)).dim("   edited here"),
        match author {
            Some(author) => theirs.dim(format!("   {}", said(author, ctx))),
            None => theirs,
        },
    ]
}
