//! What differs between the values of two environments. The sides are put together as a merge puts
//! them ([`both`]) and compared as it compares them, so that both tell the same.

use std::collections::BTreeSet;

use super::merge::Said;
use super::merging::{At, both, says};
use super::resolve::Open;
use super::whole::Slot;
use crate::crypto::Plain;
use crate::model::{Constant, EnvId, Key, Place, ProjectName, Scope, Tree};

/// One value that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Where it stands.
    pub slot: Slot,
    /// What the first side says.
    pub before: Said,
    /// What the second side says.
    pub after: Said,
}

/// What differs in the values of two environments, and how many are the same. The sides may be one
/// environment at two revisions: each has its own tree.
pub fn values(
    before: (&Tree, EnvId, &Open<'_>),
    after: (&Tree, EnvId, &Open<'_>),
    p: &ProjectName,
) -> (Vec<Difference>, usize) {
    let (mut differences, mut same) = (Vec::new(), 0);
    let mut written = BTreeSet::new();
    let default = |tree: &Tree, slot: &Slot| match slot.scope {
        Scope::Project => {
            let declared: Option<&Constant> = tree.get(Place::Constant(p.clone(), slot.key.clone()));
            declared.and_then(|c| c.default.as_ref()).map(|text| Plain::new(text.as_bytes().to_vec()))
        }
        _ => None,
    };
    let said =
        |(tree, _, open): (&Tree, EnvId, &Open<'_>), at: Option<At<'_>>, slot: &Slot| match says(at, open) {
            Said::Nothing => default(tree, slot).map_or(Said::Nothing, Said::Plain),
            said => said,
        };
    for both in both((before.0, before.1), (after.0, after.1), p) {
        let Some(slot) = both.slot() else { continue };
        if slot.scope == Scope::Project {
            written.insert(slot.key.clone());
        }
        // One write is one value: nothing has to be opened.
        if both.is_same() && both.source.is_some_and(|at| at.value.is_set()) {
            same += 1;
            continue;
        }
        let (was, is) = (said(before, both.source, &slot), said(after, both.target, &slot));
        match (was.is_set() || is.is_set(), was.agrees(&is)) {
            (true, true) => same += 1,
            (true, false) => differences.push(Difference { slot, before: was, after: is }),
            (false, _) => {}
        }
    }
    // Defaults stand where nothing was ever written.
    let declared = [before.0, after.0].map(|tree| tree.constants(p));
    let keys: BTreeSet<&Key> = declared.iter().flatten().map(|(key, _)| key).collect();
    for key in keys.into_iter().filter(|key| !written.contains(*key)) {
        let slot = Slot { scope: Scope::Project, key: key.clone() };
        let (was, is) = (default(before.0, &slot), default(after.0, &slot));
        match was == is {
            true => same += usize::from(was.is_some()),
            false => {
                let said = |text: Option<Plain>| text.map_or(Said::Nothing, Said::Plain);
                differences.push(Difference { slot, before: said(was), after: said(is) });
            }
        }
    }
    let datasource = |slot: &Slot| match &slot.scope {
        Scope::Datasource(name) | Scope::Flag(name) => Some(name.clone()),
        Scope::Project | Scope::App(_) => None,
    };
    differences.sort_by_cached_key(|d| (datasource(&d.slot), d.slot.key.clone(), d.slot.scope.clone()));
    (differences, same)
}
