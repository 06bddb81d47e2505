//! Signing in and out, and what makes one-time codes: what a caller gets of it.
//!
//! Invariants: a session is a state of a key that is kept in the store, and no secret: each question is
//! signed as ever; an attempt at a code is counted before it is looked at; a code serves once.

use super::door::{Door, Known, Turned, nobody};
use super::policy::unmet_error;
use super::totp::{self, Given};
use super::wire::*;
use crate::engine::rights::{Actor, At, Right};
use crate::engine::{Refusal, signin};
use crate::model::cbor::Bytes;
use crate::model::{Env, Hash, Kid, Member, MemberId, OpId, Place, Prefix, Record, Role, Tree};
use crate::store::{Attempt, How, Session, StoreError};

impl Door<'_> {
    /// How the caller is signed in; with an operation they are, from now on.
    pub(super) fn login(&self, question: LoginQuestion) -> Result<LoginAnswer, Turned> {
        let LoginQuestion { org, op, code } = question;
        let known = self.know(&org, &[Prefix::all()])?;
        let member = member(&known)?;
        if let Some(OpId(login)) = op {
            // One that is sent again, because its answer was lost, has used its code already.
            if self.store.session(&org, self.kid())?.is_none_or(|session| session.login != login) {
                let how = match code {
                    Some(text) => {
                        self.check_code(&org, &known, member, &text)?;
                        How::Code
                    }
                    None => How::Key,
                };
                self.begin(&org, &known.who, login, how)?;
            }
        }
        let session = self.store.session(&org, self.kid())?;
        let factor = self.store.factor((&org, member))?.filter(|factor| factor.secret.is_some());
        let access = known.actor.access(&known.tree);
        let mut answer = LoginAnswer {
            session: session.as_ref().map(|session| item(&known.tree, session)),
            enrolled: factor.is_some(),
            asking: Vec::new(),
            until: None,
            codes: factor.map(|factor| factor.codes),
            who: known.who.clone(),
        };
        let caller = self.caller(&org, known.actor, self.kid())?;
        for (path, entry) in known.tree.entries() {
            let (Record::Env(env), Place::Env(p, id)) = (&entry.record, path.place()) else { continue };
            let at = At { project: Some(&p), env: Some((id, env)), app: None };
            if access.check(Right::View, at).is_err() {
                continue;
            }
            if env.policy.as_ref().is_some_and(|policy| policy.require_mfa) {
                answer.asking.push(env.name.to_string());
            }
            let end = caller.session.and_then(|session| signin::end(env, &session, self.now));
            answer.until = answer.until.into_iter().chain(end.map(|(end, ..)| end)).min();
        }
        Ok(answer)
    }

    fn begin(&self, org: &Hash, who: &str, login: [u8; 16], how: How) -> Result<(), StoreError> {
        let (kid, now) = (self.kid(), self.now);
        let address = self.from.map(|from| from.to_string()).unwrap_or_default();
        self.store.note(&self.access(org, who, "login", "", Vec::new()))?;
        let session = Session { kid, login, began: now, used: now, how, rest: (now, 0), address };
        self.store.sign_in(org, &session)
    }

    /// Whoever founds an organization here, or brings it, is signed in to it.
    pub(super) fn founded(&self, org: &Hash) -> Result<(), StoreError> {
        let tree = self.store.read(org, &[Prefix::members(), Prefix::access()], None)?;
        let who = Actor::of_key(&tree, self.kid()).map(|(actor, _)| actor.access(&tree).name().to_owned());
        self.begin(org, &who.unwrap_or_default(), crate::crypto::random(), How::Founded)
    }

    /// Uses a code up.
    fn check_code(&self, org: &Hash, known: &Known, member: MemberId, text: &str) -> Result<(), Turned> {
        let whose = (org, member);
        let secret = self.store.factor(whose)?.and_then(|factor| factor.secret);
        let Some(secret) = secret else {
            return Err(nobody("mfa_not_enrolled", "you have nothing that makes one-time codes"));
        };
        self.attempt(org, known, member)?;
        let fresh = match totp::read(text) {
            Some(Given::Code(code)) => match totp::step(&secret, &code, self.now) {
                Some(step) if !self.store.use_step(whose, step, None)? => {
                    self.note_refusal(org, &known.who, "code_used", Vec::new())?;
                    return Err(nobody("code_used", "that one-time code was used: wait for the next"));
                }
                step => step.is_some(),
            },
            Some(Given::Recovery(hash)) => self.store.use_recovery(whose, &hash)?,
            None => false,
        };
        if fresh { Ok(()) } else { Err(self.wrong_code(org, known)?) }
    }

    /// Counts an attempt.
    fn attempt(&self, org: &Hash, known: &Known, member: MemberId) -> Result<(), Turned> {
        match self.store.attempt((org, member), self.now, totp::ATTEMPTS)? {
            Attempt::Counted => Ok(()),
            Attempt::TooMany(until) => {
                self.note_refusal(org, &known.who, "too_many_codes", Vec::new())?;
                Err(Turned::TooMany {
                    code: "too_many_codes",
                    what: "too many one-time codes that were wrong",
                    seconds: until.saturating_sub(self.now).div_ceil(1000),
                })
            }
        }
    }

    fn wrong_code(&self, org: &Hash, known: &Known) -> Result<Turned, StoreError> {
        self.note_refusal(org, &known.who, "code_wrong", Vec::new())?;
        Ok(nobody("code_wrong", "that is not the one-time code"))
    }

    /// Who is signed in: the caller's own sessions, and everybody's for who manages the organization.
    pub(super) fn sessions(&self, question: &SessionsQuestion) -> Result<SessionsAnswer, Turned> {
        let SessionsQuestion { org, end } = question;
        let known = self.know(org, &[])?;
        let own: Vec<Kid> = match known.actor {
            Actor::Member(id) => kids(&known.tree, id),
            _ => return Err(no_session()),
        };
        let access = known.actor.access(&known.tree);
        let manages = access.check(Right::Manage, At::default());
        let mut answer = SessionsAnswer { sessions: Vec::new(), ended: None };
        if !end.is_empty() {
            if !end.iter().all(|kid| own.contains(kid)) {
                manages.clone().map_err(|denied| StoreError::from(Refusal::from(denied)))?;
            }
            answer.ended = Some(self.store.sign_out(org, end)?);
            let whose = end.iter().map(ToString::to_string).collect();
            self.store.note(&self.access(org, &known.who, "logout", "", whose))?;
        }
        let seen = |session: &Session| manages.is_ok() || own.contains(&session.kid);
        let sessions = self.store.sessions(org)?;
        answer.sessions = sessions.iter().filter(|s| seen(s)).map(|s| item(&known.tree, s)).collect();
        Ok(answer)
    }

    /// What makes one-time codes: begun, confirmed, reset.
    pub(super) fn factor(&self, question: &FactorQuestion) -> Result<FactorAnswer, Turned> {
        let FactorQuestion { org, verb, code, member: whom } = question;
        let known = self.know(org, &[Prefix::all()])?;
        let id = member(&known)?;
        let whose = (org, id);
        let factor = self.store.factor(whose)?;
        let enrolled = factor.as_ref().is_some_and(|factor| factor.secret.is_some());
        let mut answer = FactorAnswer { secret: None, codes: Vec::new(), changed: true };
        let needs_code = || match code {
            Some(code) => self.check_code(org, &known, id, code),
            None => Err(nobody("code_needed", "a one-time code of what you have now is needed")),
        };
        match verb.as_str() {
            "begin" => {
                // Whoever has the key alone does not replace what guards against just that.
                if enrolled {
                    needs_code()?;
                }
                let secret = totp::secret();
                self.store.propose(whose, &secret)?;
                answer.secret = Some(Bytes(secret.to_vec()));
            }
            "confirm" => {
                let pending = factor.and_then(|factor| factor.pending);
                let Some(pending) = pending else {
                    return Err(nobody("mfa_not_enrolled", "there is nothing to confirm"));
                };
                self.attempt(org, &known, id)?;
                let step = match code.as_deref().and_then(totp::read) {
                    Some(Given::Code(code)) => totp::step(&pending, &code, self.now),
                    _ => None,
                };
                let confirmed = match step {
                    Some(step) => self.store.use_step(whose, step, Some(&pending))?,
                    None => false,
                };
                if !confirmed {
                    return Err(self.wrong_code(org, &known)?);
                }
                answer.codes = self.recovery_codes(org, id)?;
                self.begin(org, &known.who, crate::crypto::random(), How::Code)?;
            }
            "codes" => {
                needs_code()?;
                answer.codes = self.recovery_codes(org, id)?;
            }
            "reset" => {
                let whom = whom.ok_or(Turned::Malformed("nobody is named"))?;
                answer.changed = self.reset(org, &known, whom)?;
            }
            _ => return Err(Turned::Malformed("there is no such verb")),
        }
        Ok(answer)
    }

    fn recovery_codes(&self, org: &Hash, id: MemberId) -> Result<Vec<String>, StoreError> {
        let (codes, hashes) = totp::recovery();
        self.store.keep_recovery((org, id), &hashes)?;
        Ok(codes)
    }

    /// Takes somebody's codes away, and their sessions: with their key alone they enrol again.
    fn reset(&self, org: &Hash, known: &Known, whom: MemberId) -> Result<bool, Turned> {
        let access = known.actor.access(&known.tree);
        let role = known.tree.get::<Member>(Place::Member(whom)).map(|member| member.role);
        let right = if role == Some(Role::Owner) { Right::Own } else { Right::Manage };
        access.check(right, At::default()).map_err(|denied| StoreError::from(Refusal::from(denied)))?;
        // It opens a way into every environment that asks for a code: so they are asked for here.
        let caller = self.caller(org, known.actor, self.kid())?;
        for env in known.tree.entries().values().filter_map(|entry| <&Env>::try_from(&entry.record).ok()) {
            if let Err(unmet) = signin::check_session(env, &caller) {
                self.note_refusal(org, &known.who, unmet.code(), Vec::new())?;
                return Err(unmet_error(org, unmet).into());
            }
        }
        let there = self.store.forget_factor((org, whom))?;
        self.store.sign_out(org, &kids(&known.tree, whom))?;
        let whose = vec![Place::Member(whom).path().to_string()];
        self.store.note(&self.access(org, &known.who, "mfa.reset", "", whose))?;
        Ok(there)
    }
}

fn no_session() -> Turned {
    nobody("no_session", "only members have sessions: a token counts until it expires or is revoked")
}

fn member(known: &Known) -> Result<MemberId, Turned> {
    match known.actor {
        Actor::Member(id) => Ok(id),
        _ => Err(no_session()),
    }
}

/// The keys of a member, revoked ones too.
fn kids(tree: &Tree, id: MemberId) -> Vec<Kid> {
    let member = tree.everyone().find(|(other, _)| *other == id);
    member.map(|(_, m)| m.devices.iter().map(|d| d.kid()).collect()).unwrap_or_default()
}

fn item(tree: &Tree, session: &Session) -> SessionItem {
    let member = tree.member_of(session.kid).map(|(_, member)| member);
    let device = member.and_then(|m| m.devices.iter().find(|d| d.kid() == session.kid));
    SessionItem {
        kid: session.kid,
        began: session.began,
        used: session.used,
        code: session.how != How::Key,
        address: session.address.clone(),
        who: member.map(|m| m.name.clone()).unwrap_or_default(),
        device: device.map(|d| d.name.clone()).unwrap_or_default(),
    }
}
