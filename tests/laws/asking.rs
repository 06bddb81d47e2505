//! The naive model's part about requests: who asks, who answers, and what takes an answer.

use envctl::model::{
    Bound, Closed, Env, EnvId, Grant, GrantId, Granted, MemberId, OpId, Path, Placement, Planned, Record,
    Request, Role, Subject, Vote, Wanted, WriteId,
};

use super::gate::{Both, came, subjects};
use super::holds::Who;
use super::naive::{At, Naive, pick};
use super::world::{Change, Draft, name, shop};

fn no(why: impl Into<String>) -> Result<(), String> {
    Err(why.into())
}

fn wants(env: Option<&Env>) -> usize {
    env.and_then(|env| env.policy.as_ref()?.approvals).unwrap_or(0) as usize
}

fn grant_of(request: &Request) -> Option<Grant> {
    let wanted = request.wanted.as_ref()?;
    Some(Grant {
        subject: request.by,
        role: wanted.role.clone(),
        projects: wanted.projects.clone(),
        apps: wanted.apps.clone(),
        envs: wanted.envs.clone(),
        until: None,
    })
}

impl Naive {
    /// Whether a member may answer a request.
    fn answers(&self, id: &str, request: &Request) -> bool {
        let asker = match request.by {
            Subject::Member(id) => Some(id.to_string()),
            Subject::Token(id) => self
                .tokens()
                .into_iter()
                .find(|(t, _)| *t == id.to_string())
                .map(|(_, t)| t.maker.to_string()),
            Subject::Group(_) => None,
        };
        let who = Who::Member(id.to_owned());
        let plan = request.planned.as_ref().is_none_or(|planned| {
            let env = planned.env.to_string();
            self.may(&who, "approve", At(Some(planned.project.as_str()), Some(&env), None)).is_ok()
        });
        let grant = grant_of(request).is_none_or(|grant| self.hands_on(&who, &grant).is_ok());
        asker.as_deref() != Some(id) && self.staff().iter().any(|(m, _)| *m == id) && plan && grant
    }

    /// Whether enough of them said yes.
    fn agreed(&self, request: &Request) -> bool {
        let yes = request.votes.iter().filter(|v| v.approved && self.answers(&v.by.to_string(), request));
        let needs = match (&request.planned, &request.wanted) {
            (Some(planned), _) => wants(self.env(&planned.env.to_string())),
            (None, Some(wanted)) => {
                let here = wanted.projects.is_empty() || wanted.projects.iter().any(|p| p.as_str() == "shop");
                let named = |id: &str| {
                    here && (wanted.envs.is_empty() || wanted.envs.iter().any(|env| env.to_string() == id))
                };
                let each =
                    self.envs().into_iter().filter(|(id, _)| named(id)).map(|(_, env)| wants(Some(env)));
                each.max().unwrap_or(0).max(1)
            }
            (None, None) => 0,
        };
        yes.count() >= needs
    }

    /// Who may put a request as it is.
    pub fn request_right(&self, who: &Who, change: &Change) -> Result<(), String> {
        let Some(new) = pick!(change.record.as_ref(), Request) else { return Ok(()) };
        let is = |by: Subject| match (who, by) {
            (Who::Member(id), Subject::Member(by)) => *id == by.to_string(),
            (Who::Token(id), Subject::Token(by)) => *id == by.to_string(),
            _ => false,
        };
        let Some(old) = pick!(self.get(change.path.as_str()), Request) else {
            if !is(new.by) {
                no("in another's name")?;
            }
            let Some(planned) = &new.planned else { return Ok(()) };
            let env = planned.env.to_string();
            return self.may(who, "view", At(Some(planned.project.as_str()), Some(&env), None));
        };
        if new.votes.len() > old.votes.len() {
            let vote = &new.votes[old.votes.len()];
            let own = *who == Who::Member(vote.by.to_string());
            let once = old.votes.iter().all(|other| other.by != vote.by);
            let able = self.answers(&vote.by.to_string(), old);
            return if own && once && able { Ok(()) } else { no("not theirs to answer") };
        }
        if new.closed == Some(Closed::Withdrawn) && !is(old.by) {
            return self.may(who, "manage", At(None, None, None));
        }
        Ok(())
    }

    /// Whether a value is one that was written elsewhere: neither by this operation over what it replaces,
    /// nor what stood there.
    fn is_brought(&self, draft: &Draft, change: &Change) -> bool {
        let was = |path: &str| pick!(self.get(path), Value).map(|value| value.id);
        let Some(new) = pick!(change.record.as_ref(), Value) else { return false };
        let mut op = OpId::ZERO;
        op.0[..8].copy_from_slice(&draft.op.to_be_bytes());
        let values = || draft.changes.iter().map(|c| c.path.as_str()).filter(|p| p.contains("/value/"));
        let made = values().any(|path| WriteId::of(op, path) == new.id);
        let over = new.parents.iter().all(|id| values().any(|path| was(path) == Some(*id)));
        was(change.path.as_str()) != Some(new.id) && !(made && over)
    }

    /// What takes approval has it.
    pub fn approved(&self, draft: &Draft) -> Result<(), String> {
        let first = self.chain().first().copied();
        let in_env = |change: &Change, env: &str| {
            let parts: Vec<&str> = change.path.as_str().split('/').collect();
            parts.len() > 4 && matches!(parts[2], "placement" | "value") && parts[3] == env
        };
        let mut carried: Vec<String> = Vec::new();
        for change in &draft.changes {
            let Some(new) = pick!(change.record.as_ref(), Request) else { continue };
            let (Some(planned), Some(Closed::Done)) = (&new.planned, new.closed) else { continue };
            let env = planned.env.to_string();
            let mut there: Vec<&Change> = draft.changes.iter().filter(|c| in_env(c, &env)).collect();
            there.sort_by(|a, b| a.path.as_str().cmp(b.path.as_str()));
            let same = there.len() == planned.bound.len()
                && there.iter().zip(&planned.bound).all(|(change, bound)| {
                    let at: Option<&Placement> = pick!(change.record.as_ref(), Placement);
                    change.path == bound.path
                        && change.prev == bound.prev
                        && at.map(|at| at.version) == bound.version
                        && at.and_then(|at| at.released) == bound.released
                });
            if !same {
                no("another plan")?;
            }
            if !self.agreed(new) {
                no("not agreed")?;
            }
            carried.push(env);
        }
        for (id, env) in self.envs() {
            if wants(Some(env)) == 0 || carried.iter().any(|env| env == id) {
                continue;
            }
            for change in draft.changes.iter().filter(|change| in_env(change, id)) {
                let brought = self.is_brought(draft, change);
                let moves = match pick!(change.record.as_ref(), Placement) {
                    None => false,
                    Some(new) => match pick!(self.get(change.path.as_str()), Placement) {
                        None => true,
                        Some(old) if old.version == new.version => old.released != new.released,
                        // It went back where a hold says that it came from what leaves.
                        Some(old) => !new.hold.as_ref().is_some_and(|h| h.from == old.version && !h.chosen),
                    },
                };
                if brought || (moves && first != Some(id)) {
                    no("takes approval")?;
                }
            }
        }
        Ok(())
    }

    /// Whether a request may stand.
    pub fn request_valid(&self, before: &Naive, change: &Change) -> Result<(), String> {
        let Some(new) = pick!(change.record.as_ref(), Request) else { return no("a request is deleted") };
        let bound = new.planned.as_ref().map_or(1, |planned| planned.bound.len());
        if !(1..=1024).contains(&bound) || new.votes.len() > 64 {
            no("too many, or none")?;
        }
        let Some(old) = pick!(before.get(change.path.as_str()), Request) else {
            let number: u64 = change.path.as_str()["request/".len()..].parse().expect("a number");
            let fresh = new.votes.is_empty() && new.closed.is_none();
            let one = new.wanted.is_some() != new.planned.is_some();
            return if number == self.seq && fresh && one { Ok(()) } else { no("not how one begins") };
        };
        let asked = |r: &Request| Request { votes: Vec::new(), closed: None, ..r.clone() };
        if asked(old) != asked(new) || old.closed.is_some() || !new.votes.starts_with(&old.votes) {
            no("something else than an answer")?;
        }
        let added = &new.votes[old.votes.len()..];
        let ok = match (added, new.closed) {
            ([], Some(Closed::Withdrawn)) => true,
            ([], Some(Closed::Done)) => new.planned.is_some(),
            ([vote], Some(Closed::Denied)) => !vote.approved,
            ([vote], None) => vote.approved,
            ([vote], Some(Closed::Done)) => vote.approved && new.wanted.is_some(),
            _ => false,
        };
        if !ok {
            no("not how one goes on")?;
        }
        let (Some(wanted), Some(Closed::Done)) = (grant_of(new), new.closed) else { return Ok(()) };
        let long = new.wanted.as_ref().and_then(|wanted| wanted.long);
        let given = self.records.iter().any(|(path, (_, rev, record))| match record {
            Record::Grant(grant) if path.starts_with("access/grant/") && *rev == self.seq => {
                let ends = match (grant.until, long) {
                    (None, None) => true,
                    (Some(until), Some(long)) => until <= self.time.saturating_add(long),
                    _ => false,
                };
                ends && Grant { until: None, ..grant.clone() } == wanted
            }
            _ => false,
        });
        if self.agreed(new) && given { Ok(()) } else { no("not agreed, or not given") }
    }
}

/// Changes of requests: asked, answered, carried out, withdrawn, and all of it a little wrong.
pub fn changes(both: &Both, env: &str, app: &str, [a, b, c]: [u8; 3]) -> Vec<Change> {
    let naive = &both.naive;
    let path = format!("p/shop/placement/{env}/{app}");
    let old = naive.placement(env, app);
    let version = 1 + u32::from(b % 2);
    let placed = match (old, c & 0x40) {
        (Some(old), 0x40) => Placement { released: Some(old.version), ..old.clone() },
        (old, _) => came(old, version),
    };
    let subjects = subjects(naive);
    let by = subjects[usize::from(a) % subjects.len()];
    let members: Vec<MemberId> = naive.members().into_iter().map(|(id, _)| name(id)).collect();
    let voter = members[usize::from(b) % members.len()];
    let request =
        |wanted, planned| Request { by, wanted, planned, reason: None, votes: Vec::new(), closed: None };
    let number = naive.seq + 1 + u64::from(c == 255);
    let asked = |request: Request| vec![both.change(format!("request/{number:08}"), Some(request.into()))];
    let open: Vec<(&str, &Request)> = naive
        .below("request/")
        .into_iter()
        .filter_map(|(n, r)| Some((n, pick!(Some(r), Request)?)))
        .filter(|(_, request)| request.closed.is_none() || c > 250)
        .collect();
    let Some((n, old_request)) = open.last().copied().filter(|_| c & 7 > 1) else {
        if c & 7 == 0 {
            let role = Granted::BuiltIn(Role::ALL[usize::from(b) % Role::ALL.len()]);
            let long = (c & 8 != 0).then_some(u64::from(b));
            let envs: Vec<EnvId> = if c & 16 != 0 { vec![name(env)] } else { Vec::new() };
            let projects = if envs.is_empty() { Vec::new() } else { vec![shop()] };
            return asked(request(Some(Wanted { role, projects, apps: Vec::new(), envs, long }), None));
        }
        let bound = Bound {
            path: Path::parse(&path).expect("a path"),
            prev: naive.records.get(&path).map(|(leaf, ..)| *leaf),
            version: Some(placed.version),
            released: placed.released,
        };
        let planned = Planned {
            project: shop(),
            env: name(env),
            action: "promote".to_owned(),
            plan: "plan".to_owned(),
            bound: if c > 250 { Vec::new() } else { vec![bound] },
            what: String::new(),
        };
        return asked(request(None, Some(planned)));
    };
    let mut new = old_request.clone();
    let mut more = Vec::new();
    match c & 7 {
        2 | 3 => new.votes.push(Vote { by: voter, approved: c & 8 == 0, why: None }),
        4 => new.closed = Some(Closed::Withdrawn),
        5 => {
            new.votes.push(Vote { by: voter, approved: true, why: None });
            new.closed = Some(Closed::Done);
            if let Some(grant) = grant_of(&new) {
                let until =
                    new.wanted.as_ref().and_then(|w| w.long).map(|long| naive.time + long + u64::from(c & 8));
                let grant = Grant { until, ..grant };
                more.push(both.change(format!("access/grant/{}", GrantId([a ^ b; 8])), Some(grant.into())));
            }
        }
        _ => new.closed = Some(Closed::Done),
    }
    if new.votes.last().is_some_and(|vote| !vote.approved) && c & 16 == 0 {
        new.closed = Some(Closed::Denied);
    }
    if let (Some(planned), Some(Closed::Done)) = (&new.planned, new.closed) {
        for bound in planned.bound.iter().filter(|_| c & 32 == 0) {
            let at = bound.path.as_str();
            let old = pick!(naive.get(at), Placement);
            let version = bound.version.unwrap_or(1);
            let mut placed = match old {
                Some(old) if old.version == version => old.clone(),
                old => came(old, version),
            };
            placed.released = bound.released;
            more.push(both.change(at.to_owned(), Some(placed.into())));
        }
    }
    more.push(both.change(format!("request/{n}"), Some(new.into())));
    more
}
