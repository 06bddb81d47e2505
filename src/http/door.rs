//! What a caller gets: the methods of [`Store`], with only what they may see, and policy beside the
//! gate.
//!
//! Invariants: nothing is answered about an organization that does not know the caller; that secrets
//! are shown is in the ledger before the answer exists; policy only refuses, and never lets in what
//! the gate would not.

use std::net::IpAddr;

use super::kids::Kids;
use super::sign::Signer;
use super::wire::*;
use crate::engine::rights::{Actor, At, Right};
use crate::engine::sight::{self, Shown, Sight};
use crate::engine::{Refusal, Write, people, reads};
use crate::model::commit::RawLeaf;
use crate::model::{AppName, Entry, Hash, Head, Kid, Path, Place, Prefix, ProjectName, Record, Tree};
use crate::store::{Access, Held, LogQuery, Logged, StoreError};

/// How many commits are looked at together.
const STRIDE: usize = 100;

/// Why a question is not answered.
#[derive(Debug, thiserror::Error)]
pub(super) enum Turned {
    /// The store, or the gate.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Whoever asks is nobody here any more, or not yet.
    #[error("{message}")]
    Nobody {
        /// The stable word.
        code: &'static str,
        /// The sentence.
        message: String,
    },
    /// The question itself.
    #[error("{0}")]
    Malformed(&'static str),
    /// There was too much of something.
    #[error("{what}")]
    TooMany {
        /// The stable word.
        code: &'static str,
        /// Of what.
        what: &'static str,
        /// After how many seconds it may be tried again.
        seconds: u64,
    },
}

/// One caller before one store, for one question.
pub(super) struct Door<'d> {
    pub(super) store: &'d dyn Held,
    pub(super) kids: &'d Kids,
    pub(super) signer: Signer,
    /// The client's address.
    pub(super) from: Option<IpAddr>,
    /// Milliseconds since 1970.
    pub(super) now: u64,
    /// No rule but the store's own: what the contract of stores is tested with.
    pub(super) is_open: bool,
}

/// The caller in an organization.
pub(super) struct Known {
    /// The tree that rights are judged on: at the newest head, with what was due to end ended.
    pub(super) tree: Tree,
    pub(super) actor: Actor,
    pub(super) who: String,
}

impl Door<'_> {
    pub(super) fn kid(&self) -> Kid {
        self.signer.kid()
    }

    /// Reads who is who, with environments, and finds the caller there. `all`: of every project.
    pub(super) fn know(&self, org: &Hash, prefixes: &[Prefix]) -> Result<Known, Turned> {
        let mut reads = sight::needs(prefixes);
        let all = reads.contains(&Prefix::all());
        if all {
            reads = sight::needs(&[]);
        }
        let tree = loop {
            let mut tree = self.store.read(org, &reads, None)?;
            let folders: Vec<Prefix> = if all {
                tree.projects().iter().map(|p| Prefix::folder(p, "env")).collect()
            } else {
                Vec::new()
            };
            if folders.is_empty() {
                break tree;
            }
            let more = self.store.read(org, &folders, None)?;
            if more.head == tree.head {
                tree.extend(more);
                break tree;
            }
        };
        let tree = ended(tree, self.now);
        let Some(actor) = self.actor(&tree) else { return Err(self.turned_away(org, &tree)?) };
        self.not_expired(org, &tree, actor)?;
        let who = actor.access(&tree).name().to_owned();
        Ok(Known { tree, actor, who })
    }

    /// The newest commit of an organization that knows the caller.
    pub(super) fn head(&self, org: &Hash) -> Result<Head, Turned> {
        if self.is_open {
            return Ok(self.store.read(org, &[], None)?.head);
        }
        Ok(self.know(org, &[])?.tree.head)
    }

    pub(super) fn actor(&self, tree: &Tree) -> Option<Actor> {
        let (actor, key) = Actor::of_key(tree, self.kid())?;
        (key == self.signer.key).then_some(actor)
    }

    /// Whoever was somebody is told so; to others there is no such organization.
    pub(super) fn nobody(&self, org: &Hash, tree: &Tree) -> Turned {
        let kid = self.kid();
        if let Some((_, token)) = tree.tokens().find(|(_, token)| token.key.kid() == kid) {
            let expired = token.until.is_some_and(|until| until <= self.now);
            let (code, word) =
                if expired { ("token_expired", "has expired") } else { ("token_revoked", "was revoked") };
            return nobody(code, &format!("the token {} {word}", token.name));
        }
        let mut everyone = tree.everyone();
        match everyone.find(|(_, m)| m.devices.iter().any(|d| d.kid() == kid)) {
            Some((_, m)) => nobody(
                "not_member",
                &format!("{} is a member no more, or this key of theirs was revoked", m.name),
            ),
            None => StoreError::NoOrg(*org).into(),
        }
    }

    /// An invitation counts until it expires, by this server's clock.
    pub(super) fn not_expired(&self, org: &Hash, tree: &Tree, actor: Actor) -> Result<(), Turned> {
        let Actor::Invited(id) = actor else { return Ok(()) };
        let invited = tree.invitations().find(|(other, _)| *other == id).map(|(_, invited)| invited);
        if invited.is_some_and(|invited| invited.until > self.now) {
            return Ok(());
        }
        let who = invited.map(|invited| invited.name.as_str()).unwrap_or_default();
        self.note_refusal(org, who, "invitation_expired", Vec::new())?;
        Err(nobody("invitation_expired", "the invitation has expired"))
    }

    /// [`Door::nobody`], and that they were turned away is in the ledger.
    fn turned_away(&self, org: &Hash, tree: &Tree) -> Result<Turned, StoreError> {
        let turned = self.nobody(org, tree);
        if let Turned::Nobody { code, .. } = &turned {
            let kid = self.kid();
            let token = tree.tokens().find(|(_, token)| token.key.kid() == kid);
            let member = tree.everyone().find(|(_, m)| m.devices.iter().any(|d| d.kid() == kid));
            let names = token.map(|(_, t)| t.name.to_string()).or(member.map(|(_, m)| m.name.clone()));
            self.note_refusal(org, &names.unwrap_or_default(), code, Vec::new())?;
        }
        Ok(turned)
    }

    /// Writes down that something was refused by a rule.
    pub(super) fn note_refusal(
        &self,
        org: &Hash,
        who: &str,
        rule: &str,
        paths: Vec<String>,
    ) -> Result<(), StoreError> {
        self.store.note(&self.access(org, who, "refused", rule, paths))
    }

    fn note(&self, org: &Hash, who: &str, what: &str, paths: Vec<String>) -> Result<(), Turned> {
        if paths.is_empty() {
            return Ok(());
        }
        Ok(self.store.note(&self.access(org, who, what, "", paths))?)
    }

    pub(super) fn access(&self, org: &Hash, who: &str, what: &str, rule: &str, paths: Vec<String>) -> Access {
        let address = self.from.map(|from| from.to_string()).unwrap_or_default();
        let [who, what, rule] = [who, what, rule].map(str::to_owned);
        Access { org: *org, time: self.now, kid: self.kid(), who, address, what, rule, paths }
    }

    pub(super) fn accesses(&self, question: &AccessesQuestion) -> Result<AccessesAnswer, Turned> {
        let AccessesQuestion { org, below, limit } = question;
        let known = self.know(org, &[])?;
        let access = known.actor.access(&known.tree);
        access
            .check(Right::Manage, At::default())
            .map_err(|denied| StoreError::from(Refusal::from(denied)))?;
        let limit = usize::try_from(*limit).unwrap_or(usize::MAX).min(ACCESSES_MAX);
        let item = |(id, access): (u64, Access)| AccessItem {
            id,
            time: access.time,
            kid: access.kid,
            who: access.who,
            address: access.address,
            what: access.what,
            rule: access.rule,
            paths: access.paths,
        };
        let accesses = self.store.accesses(org, *below, limit)?;
        Ok(AccessesAnswer { accesses: accesses.into_iter().map(item).collect() })
    }

    pub(super) fn orgs(&self, question: &OrgsQuestion) -> Result<OrgsAnswer, Turned> {
        let mut orgs = self.store.orgs()?;
        if let Some(name) = &question.name {
            orgs.retain(|org| org.name.as_str() == name);
        }
        let orgs = if self.is_open { orgs } else { self.kids.among(&self.store, orgs, self.kid())? };
        let item = |org: crate::store::OrgEntry| OrgItem {
            id: org.id,
            name: org.name.to_string(),
            seq: org.head.seq,
            hash: org.head.hash,
        };
        Ok(OrgsAnswer { orgs: orgs.into_iter().map(item).collect() })
    }

    pub(super) fn read(&self, question: &ReadQuestion) -> Result<ReadAnswer, Turned> {
        let ReadQuestion { org, prefixes, at, after } = question;
        let prefixes: Vec<Prefix> = prefixes.iter().map(|text| Prefix::from_wire(text)).collect();
        let known = if self.is_open { None } else { Some(self.know(org, &prefixes)?) };
        self.page(known.as_ref(), org, &prefixes, *at, after.as_deref())
    }

    /// Everything that a run reads: where it is, is looked up here.
    pub(super) fn run(&self, question: &RunQuestion) -> Result<RunAnswer, Turned> {
        let RunQuestion { org, project, env, app, seen } = question;
        let wrong = |_| Turned::Malformed("a name is not one");
        let project: ProjectName = project.parse().map_err(wrong)?;
        let app: Option<AppName> = app.as_deref().map(str::parse).transpose().map_err(wrong)?;
        let named = self.orgs(&OrgsQuestion { name: Some(org.clone()) })?.orgs.pop();
        let org = named.ok_or(StoreError::NoOrg(Hash::ZERO))?.id;
        let mut prefixes = reads::place(&project);
        let known = self.know(&org, &prefixes)?;
        if let Some((id, _)) = known.tree.env_named(&project, env) {
            prefixes.extend(reads::run(&project, id, app.as_ref()));
        }
        let page = self.page(Some(&known), &org, &prefixes, None, None)?;
        let seen = seen.map(|rev| self.store.hash_at(&org, rev)).transpose()?.flatten();
        Ok(RunAnswer { org, page, seen })
    }

    /// Records under prefixes, as far as they are seen, from behind a path on.
    fn page(
        &self,
        known: Option<&Known>,
        org: &Hash,
        prefixes: &[Prefix],
        at: Option<u64>,
        after: Option<&str>,
    ) -> Result<ReadAnswer, Turned> {
        let sight = match known {
            Some(known) => {
                let closed = self.closed(org, known)?;
                self.may_read(org, known, prefixes, &closed)?;
                Some(Sight::new(&known.tree, known.actor).without(closed.into_keys()))
            }
            None => None,
        };
        let tree = self.store.read(org, prefixes, at)?;
        let mut answer = ReadAnswer {
            seq: tree.head.seq,
            hash: tree.head.hash,
            time: tree.time,
            entries: Vec::new(),
            more: false,
        };
        let (mut size, mut secrets) = (0, Vec::new());
        for (path, entry) in tree.entries() {
            if after.is_some_and(|after| path.as_str() <= after) {
                continue;
            }
            let Some(record) = shown(sight.as_ref(), path, entry) else { continue };
            let item = EntryItem::of(path, entry, &record);
            size += item.body.0.len() + item.path.len() + 64;
            if size > PAGE_BYTES && !answer.entries.is_empty() {
                answer.more = true;
                break;
            }
            if is_secret(&record) {
                secrets.push(path.to_string());
            }
            answer.entries.push(item);
        }
        if let Some(known) = known {
            self.note(org, &known.who, "read", secrets)?;
        }
        Ok(answer)
    }

    /// More of the same organization at the head of a tree.
    pub(super) fn again(&self, org: &Hash, tree: &Tree, prefixes: &[Prefix]) -> Result<Tree, StoreError> {
        self.store.read(org, prefixes, Some(tree.head.seq))
    }

    pub(super) fn log(&self, question: &LogQuestion) -> Result<LogAnswer, Turned> {
        let LogQuestion { org, from, to, newest_first, touching, limit } = question;
        let touching: Vec<Prefix> = touching.iter().map(|text| Prefix::from_wire(text)).collect();
        let known = if self.is_open { None } else { Some(self.know(org, &[Prefix::all()])?) };
        let sight = match &known {
            Some(known) => {
                let closed = self.closed(org, known)?;
                Some(Sight::new(&known.tree, known.actor).without(closed.into_keys()))
            }
            None => None,
        };
        let limit = usize::try_from(*limit).unwrap_or(usize::MAX).min(PAGE_COMMITS);
        let mut answer = LogAnswer { commits: Vec::new(), next: None };
        if limit == 0 {
            return Ok(answer);
        }
        let (mut size, mut secrets) = (0, Vec::new());
        let mut query = LogQuery {
            from: *from,
            to: *to,
            newest_first: *newest_first,
            touching,
            limit: STRIDE.min(limit),
        };
        'pages: loop {
            let page = self.store.log(org, &query)?;
            let is_last = page.len() < query.limit;
            for logged in page {
                let item = item(sight.as_ref(), &query.touching, &logged, &mut secrets);
                let Some(item) = item else { continue };
                size += item.commit.size();
                if size > PAGE_BYTES && !answer.commits.is_empty() {
                    answer.next = Some(logged.seq);
                    break 'pages;
                }
                answer.commits.push(item);
                if answer.commits.len() == limit {
                    answer.next = beyond(&query, logged.seq);
                    break 'pages;
                }
                match query.newest_first {
                    true => query.to = logged.seq - 1,
                    false => query.from = logged.seq + 1,
                }
            }
            if is_last || query.from > query.to {
                break;
            }
        }
        if let Some(known) = &known {
            self.note(org, &known.who, "log", secrets)?;
        }
        Ok(answer)
    }

    pub(super) fn lineage(&self, question: &LineageQuestion) -> Result<LineageAnswer, Turned> {
        let LineageQuestion { org, writes, generations } = question;
        if writes.len() > LINEAGE_MAX {
            return Err(Turned::Malformed("more writes than may be asked for at once"));
        }
        let known = if self.is_open { None } else { Some(self.know(org, &[Prefix::all()])?) };
        let sight = known.as_ref().map(|known| Sight::new(&known.tree, known.actor));
        let generations = usize::try_from(*generations).unwrap_or(usize::MAX);
        let found = self.store.lineage(org, writes, generations)?;
        let seen = |path: &Path| sight.as_ref().is_none_or(|s| s.of(&path.place()) != Shown::Nothing);
        let writes = found.into_iter().filter(|write| seen(&write.path)).map(|write| WrittenItem {
            id: write.id,
            path: write.path.to_string(),
            rev: write.rev,
            parents: write.parents,
        });
        Ok(LineageAnswer { writes: writes.collect() })
    }
}

pub(super) fn nobody(code: &'static str, message: &str) -> Turned {
    Turned::Nobody { code, message: message.to_owned() }
}

/// The tree as it is once everything has ended that was due to end by now.
fn ended(mut tree: Tree, now: u64) -> Tree {
    for write in people::ended(&tree, now) {
        apply(&mut tree, write);
    }
    tree
}

pub(super) fn apply(tree: &mut Tree, write: Write) {
    match write {
        Write::Put(path, record) => {
            let leaf = tree.entry(&path).map_or(Hash::ZERO, |entry| entry.leaf);
            let rev = tree.head.seq;
            tree.apply(path, Some(Entry { leaf, rev, record }));
        }
        Write::Delete(path) => tree.apply(path, None),
        _ => {}
    }
}

fn shown(sight: Option<&Sight<'_>>, path: &Path, entry: &Entry) -> Option<Record> {
    match sight {
        None => Some(entry.record.clone()),
        Some(sight) => sight.record(&path.place(), &entry.record),
    }
}

/// Whether a record is a secret with its bytes.
fn is_secret(record: &Record) -> bool {
    matches!(record, Record::Value(value)
        if matches!(&value.content, crate::model::Content::Sealed(sealed) if !sealed.bytes.is_empty()))
}

/// The next revision in the direction of a query, if the range goes on.
fn beyond(query: &LogQuery, seq: u64) -> Option<u64> {
    match query.newest_first {
        true => seq.checked_sub(1).filter(|next| *next >= query.from.max(1)),
        false => seq.checked_add(1).filter(|next| *next <= query.to),
    }
}

/// A commit as it is shown; none: it touches nothing of what was asked for that is.
fn item(
    sight: Option<&Sight<'_>>,
    touching: &[Prefix],
    logged: &Logged,
    secrets: &mut Vec<String>,
) -> Option<LoggedItem> {
    let commit = &logged.commit;
    let Some(sight) = sight else {
        let commit = CommitItem::of(commit, |_, _| true);
        return Some(LoggedItem { seq: logged.seq, hash: logged.hash, commit });
    };
    let leaves: Vec<Option<RawLeaf<'_>>> =
        commit.leaves.iter().map(|leaf| RawLeaf::read(&leaf.bytes).ok()).collect();
    let is_message = |leaf: &RawLeaf<'_>| leaf.path.place() == Place::Message;
    let mut seen: Vec<bool> = leaves
        .iter()
        .map(|leaf| leaf.as_ref().is_some_and(|leaf| !is_message(leaf) && sight.leaf(leaf)))
        .collect();
    // The reason of a commit is for who sees something of what it did.
    let any = seen.contains(&true);
    for (leaf, seen) in leaves.iter().zip(&mut seen) {
        *seen |= any && leaf.as_ref().is_some_and(is_message);
    }
    let shown = || leaves.iter().zip(&seen).filter(|(_, seen)| **seen).filter_map(|(leaf, _)| leaf.as_ref());
    let touched = |leaf: &RawLeaf<'_>| touching.iter().any(|prefix| prefix.covers(leaf.path.as_str()));
    if !touching.is_empty() && !shown().any(touched) {
        return None;
    }
    for leaf in shown().filter(|leaf| leaf.kind == crate::model::Kind::Value) {
        let record = leaf.body.and_then(|body| Record::from_slice(leaf.kind, body).ok());
        if record.as_ref().is_some_and(is_secret) {
            secrets.push(leaf.path.to_string());
        }
    }
    let commit = CommitItem::of(commit, |n, _| seen[n]);
    Some(LoggedItem { seq: logged.seq, hash: logged.hash, commit })
}
