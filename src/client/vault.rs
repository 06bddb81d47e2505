//! The vault: environment keys, opened with an identity, and what they seal and open.
//!
//! Keys are unwrapped once a tree and environment. What is sealed is opened again before it is
//! signed: a value that nobody could read never gets into the log.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::preview;
use crate::crypto::{Cipher, EnvKey, FingerprintKey, Identity, Plain, SealError};
use crate::engine::readers::{pending, readers};
use crate::engine::resolve::Open;
use crate::engine::{Secret, Write};
use crate::model::cbor::{Bytes, Writer};
use crate::model::{
    Content, Device, Env, EnvId, Epoch, Hash, Kid, Path, Place, ProjectName, Record, Sealed, Tree, Value,
    Wrap,
};

/// Why the vault stays shut.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The environment's key is not wrapped to this identity.
    #[error("the key of {env} is not wrapped to your key {kid}")]
    NoWrap {
        /// The environment.
        env: String,
        /// The identity's key.
        kid: Kid,
    },
    /// The environment has no key.
    #[error("{env} has no key")]
    NoKey {
        /// The environment.
        env: String,
    },
    /// Something sealed did not open.
    #[error("{what} {source}")]
    Seal {
        /// What it was.
        what: String,
        /// What was found.
        source: SealError,
    },
}

/// What opens the values in one tree.
pub struct Vault<'v> {
    identity: &'v Identity,
    kid: Kid,
    tree: &'v Tree,
    ciphers: RefCell<BTreeMap<(EnvId, u32), Rc<Cipher>>>,
}

impl<'v> Vault<'v> {
    pub(super) fn new(identity: &'v Identity, kid: Kid, tree: &'v Tree) -> Vault<'v> {
        Vault { identity, kid, tree, ciphers: RefCell::default() }
    }

    /// Opens the environment's newest key, or says why not, before anything is tried with it.
    ///
    /// # Errors
    /// When this identity is not among the key's readers.
    pub fn unlock(&self, p: &ProjectName, env: EnvId) -> Result<(), VaultError> {
        let (n, _) =
            self.tree.epoch(p, env).ok_or_else(|| VaultError::NoKey { env: name(self.tree, p, env) })?;
        self.cipher(p, env, n).map(drop)
    }

    /// Opens a sealed value at its place.
    ///
    /// # Errors
    /// When it does not open: another key, another place, or changed.
    pub fn open(&self, path: &Path, sealed: &Sealed) -> Result<Plain, SealError> {
        let Place::Value(p, env, ..) = path.place() else { return Err(SealError::Form) };
        let cipher = self.cipher(&p, env, sealed.epoch).map_err(|_| SealError::Open)?;
        let binding = Value::binding(&self.tree.org, path.as_str(), sealed.epoch);
        cipher.open(&sealed.nonce, &sealed.bytes, &binding)
    }

    /// [`Vault::open`] as the engine takes it.
    pub fn opener(&self) -> Box<Open<'_>> {
        // Taking a path apart costs more than opening a short value: the usual run is of one
        // environment, whose cipher is found once.
        let last: RefCell<Option<(String, u32, Rc<Cipher>)>> = RefCell::new(None);
        Box::new(move |path, sealed| {
            let folder = path.as_str().splitn(5, '/').take(4).map(|part| part.len() + 1).sum::<usize>();
            let folder = path.as_str().get(..folder).ok_or(SealError::Form)?;
            let hit = match &*last.borrow() {
                Some((at, epoch, cipher)) if at == folder && *epoch == sealed.epoch => {
                    Some(Rc::clone(cipher))
                }
                _ => None,
            };
            let cipher = match hit {
                Some(cipher) => cipher,
                None => {
                    let Place::Value(p, env, ..) = path.place() else { return Err(SealError::Form) };
                    let cipher = self.cipher(&p, env, sealed.epoch).map_err(|_| SealError::Open)?;
                    *last.borrow_mut() = Some((folder.to_owned(), sealed.epoch, Rc::clone(&cipher)));
                    cipher
                }
            };
            let binding = Value::binding(&self.tree.org, path.as_str(), sealed.epoch);
            cipher.open(&sealed.nonce, &sealed.bytes, &binding)
        })
    }

    /// The key of the project's fingerprints, if this identity may open the environment.
    ///
    /// # Errors
    /// When it may not.
    pub fn fingerprints(&self, p: &ProjectName, env: EnvId) -> Result<FingerprintKey, VaultError> {
        let (n, epoch) =
            self.tree.epoch(p, env).ok_or_else(|| VaultError::NoKey { env: name(self.tree, p, env) })?;
        let cipher = self.cipher(p, env, n)?;
        let seal = |source| VaultError::Seal { what: "the fingerprint key".to_owned(), source };
        let sealed = &epoch.fingerprint;
        let binding = place_binding(&self.tree.org, p, env, n, "fingerprint");
        let bytes = cipher.open(&sealed.nonce, &sealed.bytes, &binding).map_err(seal)?;
        FingerprintKey::from_slice(bytes.expose()).map_err(seal)
    }

    fn cipher(&self, p: &ProjectName, env: EnvId, n: u32) -> Result<Rc<Cipher>, VaultError> {
        if let Some(cipher) = self.ciphers.borrow().get(&(env, n)) {
            return Ok(Rc::clone(cipher));
        }
        let key = env_key(self.identity, self.kid, self.tree, p, env, n)?;
        let cipher = Rc::new(key.cipher());
        self.ciphers.borrow_mut().insert((env, n), Rc::clone(&cipher));
        Ok(cipher)
    }
}

/// Key `n` of an environment: the newest is unwrapped, older ones are sealed each under the next.
fn env_key(
    identity: &Identity,
    kid: Kid,
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    n: u32,
) -> Result<EnvKey, VaultError> {
    let seal = |what: &str| {
        let what = format!("{what} of {}", name(tree, p, env));
        move |source| VaultError::Seal { what, source }
    };
    let (newest, epoch) = tree.epoch(p, env).ok_or_else(|| VaultError::NoKey { env: name(tree, p, env) })?;
    let wrap = epoch.wraps.iter().find(|w| w.kid == kid);
    let wrap = wrap.ok_or_else(|| VaultError::NoWrap { env: name(tree, p, env), kid })?;
    let binding = wrap_binding(&tree.org, p, env, newest, kid);
    let mut key = identity.unwrap(&wrap.bytes.0, &binding).map_err(seal("the key"))?;
    let mut record = epoch;
    let mut at = newest;
    loop {
        if record.key_id.0 != key.id() {
            return Err(seal("the key")(SealError::KeyId));
        }
        if at == n {
            return Ok(key);
        }
        let previous = record.previous.as_ref().filter(|_| at > n);
        let sealed = previous.ok_or_else(|| VaultError::NoKey { env: name(tree, p, env) })?;
        let binding = place_binding(&tree.org, p, env, at, "previous");
        let bytes =
            key.cipher().open(&sealed.nonce, &sealed.bytes, &binding).map_err(seal("an older key"))?;
        key = EnvKey::from_slice(bytes.expose()).map_err(seal("an older key"))?;
        at -= 1;
        let before = tree.get::<Epoch>(Place::Epoch(p.clone(), env, at));
        record = before.ok_or_else(|| VaultError::NoKey { env: name(tree, p, env) })?;
    }
}

fn name(tree: &Tree, p: &ProjectName, env: EnvId) -> String {
    let record = tree.get::<crate::model::Env>(Place::Env(p.clone(), env));
    record.map_or_else(|| env.to_string(), |e| e.name.to_string())
}

/// What binds a wrap to its environment, key number and reader.
fn wrap_binding(org: &Hash, p: &ProjectName, env: EnvId, n: u32, kid: Kid) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(5);
    w.bytes(&org.0);
    w.text(p.as_str());
    w.bytes(&env.0);
    w.uint(u64::from(n));
    w.bytes(&kid.0);
    w.into_bytes()
}

/// What binds something that an epoch holds to the epoch.
fn place_binding(org: &Hash, p: &ProjectName, env: EnvId, n: u32, what: &str) -> Vec<u8> {
    let mut w = Writer::default();
    w.array(5);
    w.bytes(&org.0);
    w.text(p.as_str());
    w.bytes(&env.0);
    w.uint(u64::from(n));
    w.text(what);
    w.into_bytes()
}

/// Turns changes into records: makes the new keys, and seals the secrets under the newest of them.
pub(super) fn seal(
    identity: &Identity,
    kid: Kid,
    tree: &Tree,
    writes: Vec<Write>,
) -> Result<Vec<(Path, Option<Record>)>, VaultError> {
    let mut records: Vec<(Path, Option<Record>)> = Vec::with_capacity(writes.len());
    let (mut secrets, mut rekeys, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for write in writes {
        match write {
            Write::Put(path, record) => records.push((path, Some(record))),
            Write::Delete(path) => records.push((path, None)),
            Write::Seal(path, secret) => secrets.push((path, secret)),
            Write::Rekey(p, env) => rekeys.push((p, env)),
            Write::Share(p, env, kids) => shares.push((p, env, kids)),
        }
    }
    let mut fresh: BTreeMap<EnvId, (u32, EnvKey)> = BTreeMap::new();
    if !rekeys.is_empty() {
        // Who may open a new environment is decided by the tree in which it exists.
        let after = preview(tree, &records);
        let mut fingerprint = None;
        for (p, env) in rekeys {
            let (path, epoch, n, key) = new_epoch(identity, kid, tree, &after, &p, env, &mut fingerprint)?;
            records.push((path, Some(epoch.into())));
            fresh.insert(env, (n, key));
        }
    }
    for (p, env, kids) in shares {
        let (path, epoch) = shared(identity, kid, tree, &p, env, kids.as_deref())?;
        records.push((path, Some(epoch.into())));
    }
    let mut ciphers: BTreeMap<EnvId, (u32, Cipher)> = BTreeMap::new();
    for (path, secret) in secrets {
        let Place::Value(p, env, ..) = path.place() else {
            return Err(VaultError::Seal { what: path.to_string(), source: SealError::Form });
        };
        let (epoch, cipher) = match ciphers.entry(env) {
            std::collections::btree_map::Entry::Occupied(at) => at.into_mut(),
            std::collections::btree_map::Entry::Vacant(at) => at.insert(match fresh.get(&env) {
                Some((n, key)) => (*n, key.cipher()),
                None => {
                    let (n, _) =
                        tree.epoch(&p, env).ok_or_else(|| VaultError::NoKey { env: name(tree, &p, env) })?;
                    (n, env_key(identity, kid, tree, &p, env, n)?.cipher())
                }
            }),
        };
        let value = seal_value(&tree.org, &path, *epoch, cipher, secret)?;
        records.push((path, Some(value.into())));
    }
    Ok(records)
}

fn seal_value(
    org: &Hash,
    path: &Path,
    epoch: u32,
    cipher: &Cipher,
    secret: Secret,
) -> Result<Value, VaultError> {
    let seal = |source| VaultError::Seal { what: path.last().to_owned(), source };
    let binding = Value::binding(org, path.as_str(), epoch);
    let (nonce, bytes) = cipher.seal(secret.value.expose(), &binding).map_err(seal)?;
    // Opened once before it is signed: a fault of memory or code must not cost the value.
    let opened = cipher.open(&nonce, &bytes, &binding).map_err(seal)?;
    if opened != secret.value {
        return Err(seal(SealError::Open));
    }
    let content = Content::Sealed(Sealed { epoch, nonce, bytes });
    Ok(Value { id: secret.id, parents: secret.parents, undid: secret.undid, content })
}

/// The newest key of an environment with wraps for readers who had none.
fn shared(
    identity: &Identity,
    kid: Kid,
    tree: &Tree,
    p: &ProjectName,
    env: EnvId,
    kids: Option<&[Kid]>,
) -> Result<(Path, Epoch), VaultError> {
    let (n, epoch) = tree.epoch(p, env).ok_or_else(|| VaultError::NoKey { env: name(tree, p, env) })?;
    let key = env_key(identity, kid, tree, p, env, n)?;
    let mut more = epoch.clone();
    for (reader, point) in pending(tree, p, env) {
        if kids.is_some_and(|kids| !kids.contains(&reader)) {
            continue;
        }
        let wrap = key.wrap(&point.0, &wrap_binding(&tree.org, p, env, n, reader));
        let wrap = wrap.map_err(|source| VaultError::Seal { what: "a wrap".to_owned(), source })?;
        more.wraps.push(Wrap { kid: reader, bytes: Bytes(wrap) });
    }
    more.wraps.sort_by_key(|wrap| wrap.kid);
    Ok((Place::Epoch(p.clone(), env, n).path(), more))
}

/// Makes the next key of an environment and wraps it to the environment's readers.
fn new_epoch(
    identity: &Identity,
    kid: Kid,
    tree: &Tree,
    after: &Tree,
    p: &ProjectName,
    env: EnvId,
    fingerprint: &mut Option<FingerprintKey>,
) -> Result<(Path, Epoch, u32, EnvKey), VaultError> {
    let seal = |what: &str| {
        let what = what.to_owned();
        move |source| VaultError::Seal { what, source }
    };
    let old = tree.epoch(p, env).map(|(n, _)| n);
    let n = old.unwrap_or(0) + 1;
    let key = EnvKey::generate();
    let cipher = key.cipher();
    let mut wraps = Vec::new();
    // Whoever waits for approval in a protected environment waits for it under the new key too.
    let protected = after.get::<Env>(Place::Env(p.clone(), env)).is_some_and(|env| env.policy.is_some());
    let held = tree.epoch(p, env).filter(|_| protected).map(|(_, epoch)| epoch);
    let recovery: Vec<Kid> =
        after.organization().iter().flat_map(|org| &org.recovery).map(Device::kid).collect();
    let approved = |reader: &Kid| match held {
        Some(epoch) => epoch.wraps.iter().any(|w| w.kid == *reader) || recovery.contains(reader),
        None => true,
    };
    for (reader, point) in readers(after, p, env).into_iter().filter(|(reader, _)| approved(reader)) {
        let wrap = key.wrap(&point.0, &wrap_binding(&tree.org, p, env, n, reader)).map_err(seal("a wrap"))?;
        wraps.push(Wrap { kid: reader, bytes: Bytes(wrap) });
    }
    let sealed = |what: &str, bytes: &[u8]| {
        let (nonce, bytes) =
            cipher.seal(bytes, &place_binding(&tree.org, p, env, n, what)).map_err(seal(what))?;
        Ok::<_, VaultError>(Sealed { epoch: n, nonce, bytes })
    };
    let previous = match old {
        Some(old) => Some(sealed("previous", env_key(identity, kid, tree, p, env, old)?.expose())?),
        None => None,
    };
    // One fingerprint key a project: taken over from any environment that can be opened.
    let vault = Vault::new(identity, kid, tree);
    let known = || tree.envs(p).into_iter().find_map(|(env, _)| vault.fingerprints(p, env).ok());
    let shared = fingerprint.get_or_insert_with(|| known().unwrap_or_else(FingerprintKey::generate));
    let epoch = Epoch {
        key_id: Bytes(key.id().to_vec()),
        wraps,
        previous,
        fingerprint: sealed("fingerprint", shared.expose())?,
    };
    Ok((Place::Epoch(p.clone(), env, n).path(), epoch, n, key))
}
