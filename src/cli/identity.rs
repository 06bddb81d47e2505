//! Which identity signs and opens: a token where one is in force, otherwise that of the profile.
//!
//! Invariant: with a token no keyring and no key file is opened.

use zeroize::Zeroizing;

use super::context::{Context, var};
use super::error::{self, Error, Result};
use crate::client::{KeyError, Keys};
use crate::crypto::{Identity, TokenError};
use crate::model::AppName;

impl Context {
    /// The keys of the profile that is in force.
    ///
    /// # Errors
    /// When the manifest is not valid.
    pub fn keys(&self) -> Result<Keys> {
        Ok(self.keys_of(&self.profile()?))
    }

    /// The profile that is in force.
    ///
    /// # Errors
    /// When the manifest is not valid.
    pub fn profile(&self) -> Result<String> {
        let given = self.globals.profile.clone().or_else(|| self.var(var::PROFILE).map(str::to_owned));
        let profile = match given {
            Some(profile) => profile,
            None => self.head()?.store_profile.clone().unwrap_or_else(|| "default".to_owned()),
        };
        profile.parse::<AppName>().map_err(|e| Error::usage(format!("profile \"{profile}\": {e}")))?;
        Ok(profile)
    }

    /// The keys of a profile.
    pub fn keys_of(&self, profile: &str) -> Keys {
        let off = self.var(var::KEYRING) == Some("off") || self.ui.is_ci();
        Keys::new(&self.folders, profile, !off)
    }

    /// The identity that signs and opens.
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub fn identity(&self) -> Result<Identity> {
        match self.token()? {
            Some(identity) => Ok(identity),
            None => Ok(self.keys()?.load()?.0),
        }
    }

    /// The identity of the profile; a new one where there is none.
    ///
    /// # Errors
    /// When it cannot be read or kept.
    pub fn identity_or_new(&self) -> Result<Identity> {
        let keys = self.keys()?;
        match keys.load() {
            Ok((identity, _)) => Ok(identity),
            Err(KeyError::None) => Ok(keys.create()?.0),
            Err(e) => Err(e.into()),
        }
    }

    /// The token that is in force, if one is: then no keyring and no key file is opened.
    ///
    /// # Errors
    /// When what is given is no token; it is never repeated.
    pub fn token(&self) -> Result<Option<Identity>> {
        let (text, from) = match (self.var(var::TOKEN), self.var(var::TOKEN_FILE)) {
            (Some(text), _) if !text.trim().is_empty() => (Zeroizing::new(text.to_owned()), var::TOKEN),
            (_, Some(path)) => {
                let path = self.cwd.join(path);
                let read = |e: std::io::Error| {
                    let what = format!("cannot read {} ({}): {e}", path.display(), var::TOKEN_FILE);
                    Error::new("no_identity", error::UNAUTHENTICATED, what)
                };
                let mut text = Zeroizing::new(String::new());
                let file = std::fs::File::open(&path).map_err(read)?;
                std::io::Read::read_to_string(&mut std::io::Read::take(file, 4096), &mut text)
                    .map_err(read)?;
                (text, var::TOKEN_FILE)
            }
            _ => return Ok(None),
        };
        let identity = Identity::from_token(&text).map_err(|e| {
            let newer = e == TokenError::Version;
            let exit = if newer { error::INVALID } else { error::UNAUTHENTICATED };
            Error::new("token_malformed", exit, format!("{from} holds no token: {e}"))
        })?;
        self.ui.verbose(&format!("context  identity a token  ({from})"));
        Ok(Some(identity))
    }
}
