//! Which store is meant, and how it is opened: a file, a database, or a server.

use std::path::{Path, PathBuf};

use super::context::{Context, var};
use super::error::{self, Error, Result};
use super::people::signin;
use crate::client::changes::{Changes, Watched};
use crate::client::{Noted, Sent, Servers};
use crate::crypto::Identity;
use crate::http::{self, Remote};
use crate::model::{Hash, Head};
use crate::store::{Ahead, Gated, OrgEntry, Postgres, Sqlite, Store, StoreError};

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorePlace {
    /// A file of this machine.
    File(PathBuf),
    /// A database, by its URL: may hold a password.
    Postgres(String),
    /// A server, by its address.
    Server(String),
}

impl StorePlace {
    /// The place that a URL names. A relative path in it starts from a directory.
    ///
    /// # Errors
    /// When it names nothing that is a store.
    pub fn of(url: &str, from: &Path) -> Result<StorePlace> {
        match url.split_once(':') {
            Some(("file", path)) if !path.is_empty() => {
                Ok(StorePlace::File(from.join(path.strip_prefix("//").unwrap_or(path))))
            }
            Some(("postgres" | "postgresql", _)) => Ok(StorePlace::Postgres(url.to_owned())),
            _ if http::is_url(url) => {
                let wrong = |e: StoreError| {
                    Error::usage(e.to_string()).hint("--store https://HOST or https://HOST:PORT")
                };
                Ok(StorePlace::Server(Remote::place_of(url).map_err(wrong)?))
            }
            _ => {
                // What stands before an @ may be a password.
                let url = url.split_once('@').map_or(url, |(_, host)| host);
                Err(Error::usage(format!("\"{url}\" is not a store that this envctl opens")).hint(
                    "--store file:PATH, https://HOST or postgres://…; leave it out for the store of this machine",
                ))
            }
        }
    }

    /// Its name for people and JSON; no part of it is secret.
    ///
    /// # Errors
    /// When it is not the address of a database.
    pub fn label(&self) -> Result<String> {
        Ok(match self {
            StorePlace::File(path) => format!("file:{}", path.display()),
            StorePlace::Postgres(url) => Postgres::place_of(url)?,
            StorePlace::Server(url) => url.clone(),
        })
    }
}

impl Context {
    /// Where the store is.
    ///
    /// # Errors
    /// When the store is named by something that is not one.
    pub fn store_place(&self) -> Result<StorePlace> {
        let (url, from) = self.store_url()?;
        // Where nothing is named it is the server that the profile is signed in to.
        let url = match url {
            None => Servers(&self.folders).of(&self.profile()?)?,
            url => url,
        };
        let Some(url) = url else { return Ok(StorePlace::File(self.folders.store()?)) };
        StorePlace::of(&url, &from)
    }

    /// The store's name for people and JSON; no part of it is secret.
    ///
    /// # Errors
    /// As [`Context::store_place`].
    pub fn store_label(&self) -> Result<String> {
        self.store_place()?.label()
    }

    /// Opens the store; one that does not exist is made only if asked, and so is an identity to ask a
    /// server with.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn store(&self, create: bool) -> Result<Option<Box<dyn Store>>> {
        let place = self.store_place()?;
        let open = || {
            self.open_store(&place, create, || match self.token()? {
                Some(identity) => Ok(identity),
                None if create => self.identity_or_new(),
                None => self.identity(),
            })
        };
        match self.ahead.take() {
            Some((scene, true)) => Ok(Some(Box::new(Ahead::new(open()?, scene)))),
            Some((scene, false)) => Ok(Some(Box::new(Ahead::new(None, scene)))),
            None => open(),
        }
    }

    /// Opens the store to be asked as another identity than this machine's.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn store_as(&self, identity: &Identity) -> Result<Option<Box<dyn Store>>> {
        self.open_store(&self.store_place()?, false, || Ok(identity.clone()))
    }

    /// Opens the store, a server, with the set-up code that its first organization is made with.
    ///
    /// # Errors
    /// When the store is no server.
    pub fn store_with_code(&self, identity: &Identity, code: &str) -> Result<Box<dyn Store>> {
        let StorePlace::Server(url) = self.store_place()? else {
            return Err(Error::usage("a set-up code is for a server"));
        };
        let store = Remote::open(&url, identity.clone(), self.now)?.with_setup(Some(code.to_owned()));
        Ok(Box::new(Noted::new(store, self.revisions.clone()).keeping(self.sent())))
    }

    /// Opens the store at a place. A server is asked as an identity, and there is always one.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_store(
        &self,
        place: &StorePlace,
        create: bool,
        identity: impl FnOnce() -> Result<Identity>,
    ) -> Result<Option<Box<dyn Store>>> {
        let noted = self.revisions.clone();
        Ok(match place {
            StorePlace::File(path) => Sqlite::open(path, create)?
                .map(|store| Box::new(Noted::new(Gated::new(store), noted)) as Box<dyn Store>),
            StorePlace::Postgres(url) => Postgres::open(url, create)?.map(|store| {
                Box::new(Noted::new(Gated::new(store), noted).keeping(self.sent())) as Box<dyn Store>
            }),
            StorePlace::Server(url) => {
                let code = self.var(var::SETUP_CODE).map(str::to_owned);
                let store = Remote::open(url, identity()?, self.now)?.with_setup(code);
                let store = store.with_codes(signin::codes(self));
                Some(Box::new(Noted::new(store, noted).keeping(self.sent())))
            }
        })
    }

    /// What wakes a command when an organization has moved on from `seen`. It is opened where it is used:
    /// a store stays on its thread.
    ///
    /// # Errors
    /// When the store is named by something that is not one, or there is no identity to ask it with.
    pub fn changes(
        &self,
        org: Hash,
        seen: Head,
    ) -> Result<impl FnOnce() -> std::result::Result<Box<dyn Changes>, StoreError> + Send + 'static> {
        let (place, now) = (self.store_place()?, self.now);
        let identity = match &place {
            StorePlace::Server(_) => Some(self.identity()?),
            StorePlace::File(_) | StorePlace::Postgres(_) => None,
        };
        Ok(move || {
            let store: Option<Box<dyn Store>> = match (&place, identity) {
                (StorePlace::Server(url), Some(identity)) => {
                    Some(Box::new(Remote::open(url, identity, now)?))
                }
                (StorePlace::File(path), _) => Sqlite::open(path, false)?.map(|s| Box::new(s) as Box<_>),
                (StorePlace::Postgres(url), _) => Postgres::open(url, false)?.map(|s| Box::new(s) as Box<_>),
                (StorePlace::Server(_), None) => None,
            };
            let store = store.ok_or(StoreError::NoOrg(org))?;
            Ok(Box::new(Watched::new(store, org, seen)) as Box<dyn Changes>)
        })
    }

    /// Where this machine keeps what it sent to stores of others.
    pub fn sent(&self) -> Sent {
        Sent::new(self.folders.state.as_deref())
    }

    /// The store's own look at its file, for `audit verify`; a database looks after itself.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn check_store(&self) -> Result<()> {
        let StorePlace::File(path) = self.store_place()? else { return Ok(()) };
        match Sqlite::open(&path, false)? {
            Some(store) => Ok(store.check()?),
            None => Ok(()),
        }
    }
}

/// The organization of a name among those that a store shows.
///
/// # Errors
/// When there is none: with the names of those there are.
pub fn org_of<'o>(orgs: &'o [OrgEntry], name: &str, store: &str) -> Result<&'o OrgEntry> {
    orgs.iter().find(|org| org.name.as_str() == name).ok_or_else(|| {
        let names: Vec<String> = orgs.iter().map(|org| org.name.to_string()).collect();
        no_org(name, &names, store)
    })
}

/// There is no organization of that name, only these.
pub fn no_org(name: &str, names: &[String], store: &str) -> Error {
    let what = format!("you have created or joined no organization \"{name}\" in {store}");
    Error::new("org_not_found", error::NOT_FOUND, what).known(name, names)
}
