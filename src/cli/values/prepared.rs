//! What `run` starts a command with, and how the same run finds it again without the store.
//!
//! Invariants: nothing is remembered of a protected environment, of a run that somebody was asked
//! in, or of one that is authenticated by a token; what a run is given depends on nothing but its
//! question and the files that are named as witnesses.

use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::error::Result;
use crate::cli::stores::StorePlace;
use crate::client::{Context as Saved, Memo, Servers, Witnesses};
use crate::crypto::Plain;
use crate::manifest;
use crate::model::cbor::{DecodeError, Reader, Writer};
use crate::model::{Hash, Head};

/// One variable.
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Plain,
    /// Whether it is, or holds, a secret.
    pub secret: bool,
}

/// What a command is given.
pub struct Prepared {
    /// Organization, project and environment.
    pub place: [String; 3],
    /// The app.
    pub app: Option<String>,
    /// The version of the app; none: the draft.
    pub version: Option<String>,
    /// The constants, ascending by name.
    pub constants: Vec<Variable>,
    /// Secrets that are not for this command, and do not reach it by inheritance either.
    pub hidden: Vec<String>,
    /// The organization and the head that it was read at; none: it was remembered.
    pub read: Option<(Hash, Head)>,
}

impl Prepared {
    fn encode(&self) -> Plain {
        let mut w = Writer::with_capacity(64 * self.constants.len() + 256);
        w.array(6);
        for text in &self.place {
            w.text(text);
        }
        w.array(2);
        for text in [&self.app, &self.version] {
            match text {
                Some(text) => w.text(text),
                None => w.null(),
            }
        }
        w.array(3 * self.constants.len());
        for one in &self.constants {
            w.text(&one.name);
            w.bytes(one.value.expose());
            w.bool(one.secret);
        }
        w.array(self.hidden.len());
        for name in &self.hidden {
            w.text(name);
        }
        Plain::new(w.into_bytes())
    }

    fn decode(bytes: &[u8]) -> std::result::Result<Prepared, DecodeError> {
        let mut r = Reader::new(bytes);
        r.tuple(6)?;
        let place = [r.text()?.to_owned(), r.text()?.to_owned(), r.text()?.to_owned()];
        r.tuple(2)?;
        let mut optional = || Ok(if r.null()? { None } else { Some(r.text()?.to_owned()) });
        let (app, version) = (optional()?, optional()?);
        r.leave();
        let mut constants = Vec::new();
        for _ in 0..r.array()? / 3 {
            let name = r.text()?.to_owned();
            constants.push(Variable { name, value: Plain::new(r.bytes()?.to_vec()), secret: r.bool()? });
        }
        r.leave();
        let mut hidden = Vec::new();
        for _ in 0..r.array()? {
            hidden.push(r.text()?.to_owned());
        }
        Ok(Prepared { place, app, version, constants, hidden, read: None })
    }
}

/// A run that may be found again.
pub struct Question {
    memo: Memo,
    /// Taken before anything is read.
    before: Option<Witnesses>,
}

impl Question {
    /// The question that this run asks; none where nothing is to be remembered.
    pub fn of(ctx: &Context) -> Option<Question> {
        let off = ctx.var("ENVCTL_CACHE") == Some("off") || ctx.ui.settings().verbose;
        if off || ["ENVCTL_TOKEN", "ENVCTL_TOKEN_FILE"].iter().any(|name| ctx.var(name).is_some()) {
            return None;
        }
        let globals = &ctx.globals;
        let flags = [&globals.org, &globals.env, &globals.app, &globals.store, &globals.profile];
        let text = |flag: &Option<String>| format!("{flag:?}");
        let mut parts: Vec<Vec<u8>> = flags.into_iter().map(|flag| text(flag).into_bytes()).collect();
        parts.push(format!("{:?} {} {}", globals.config, ctx.ui.is_ci(), env!("CARGO_PKG_VERSION")).into());
        let folders = [&ctx.folders.home, &ctx.folders.config, &ctx.folders.data, &ctx.folders.state];
        parts.extend(folders.map(|folder| format!("{folder:?}").into_bytes()));
        parts.push(ctx.cwd.as_os_str().as_encoded_bytes().to_vec());
        for (name, value) in &ctx.vars {
            if name.as_encoded_bytes().starts_with(b"ENVCTL_") {
                parts.extend([name, value].map(|part| part.as_encoded_bytes().to_vec()));
            }
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        Some(Question { memo: Memo::new(&ctx.folders, &parts)?, before: None })
    }

    /// What the same run was given before, if it still holds.
    pub fn recall(&self, ctx: &Context) -> Option<Prepared> {
        let identity = |profile: &str| Some(ctx.keys_of(profile).load().ok()?.0);
        let answer = self.memo.recall(ctx.now, identity)?;
        Prepared::decode(answer.expose()).ok()
    }

    /// Looks at the files that the answer will depend on.
    ///
    /// # Errors
    /// When the manifest or the store cannot be found.
    pub fn look(&mut self, ctx: &Context) -> Result<()> {
        // Only a file shows whether it has changed.
        let StorePlace::File(store) = ctx.store_place()? else { return Ok(()) };
        let mut ahead = store.clone().into_os_string();
        ahead.push("-wal");
        let mut paths = vec![store, PathBuf::from(ahead), ctx.keys()?.file()?];
        paths.extend(Saved::file(&ctx.folders).into_iter().chain(Servers(&ctx.folders).file()));
        match (&ctx.globals.config, ctx.manifest_path()?) {
            // One that was found by walking up: a nearer one would come before it.
            (None, found) => {
                let last = found.and_then(Path::parent);
                let nearer = ctx.cwd.ancestors().take_while(|folder| Some(*folder) != last);
                paths.extend(nearer.chain(last).map(|folder| folder.join(manifest::FILE_NAME)));
            }
            (Some(_), found) => paths.extend(found.map(Path::to_owned)),
        }
        // What the root of a workspace says is said of its members.
        let home = ctx.folders.home.as_deref();
        paths.extend(ctx.manifest_path()?.into_iter().flat_map(|found| manifest::above(found, home)));
        self.before = Some(Witnesses::of(paths));
        Ok(())
    }

    /// Remembers what this run is given.
    pub fn keep(&self, ctx: &Context, prepared: &Prepared) {
        let Some(before) = self.before.as_ref().filter(|_| ctx.ui.pauses().total().is_zero()) else { return };
        let Ok(keys) = ctx.keys() else { return };
        if let Ok((identity, _)) = keys.load() {
            self.memo.keep(before, keys.profile(), &identity, prepared.encode().expose(), ctx.now);
        }
    }
}
