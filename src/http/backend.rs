//! The store that a server is in front of, for as many threads as ask at once.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::store::{Held, Postgres, Sqlite, StoreError};

/// The store that a server is in front of.
pub enum Backend {
    /// A file: a handle for each thread that asks, kept for the next.
    File {
        /// Where it is.
        path: PathBuf,
        /// Handles that nobody uses.
        idle: Mutex<Vec<Sqlite>>,
    },
    /// A database, with a pool of its own.
    Database(Box<Postgres>),
}

impl Backend {
    /// Opens a file; it is made where there is none.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn file(path: PathBuf) -> Result<Backend, StoreError> {
        let first = Sqlite::open(&path, true)?;
        Ok(Backend::File { path, idle: Mutex::new(first.into_iter().collect()) })
    }

    /// Opens a database; its tables are made where there are none.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn database(url: &str) -> Result<Backend, StoreError> {
        let unmade =
            || StoreError::Unreachable { place: "postgres://…".to_owned(), why: "no store".to_owned() };
        Ok(Backend::Database(Box::new(Postgres::open(url, true)?.ok_or_else(unmade)?)))
    }

    /// The store, lent for one piece of work.
    ///
    /// # Errors
    /// What the work says, and when there is no handle to be had.
    pub fn with<T, E: From<StoreError>>(&self, work: impl FnOnce(&dyn Held) -> Result<T, E>) -> Result<T, E> {
        match self {
            Backend::Database(store) => work(&**store),
            Backend::File { path, idle } => {
                let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let store = match kept {
                    Some(store) => store,
                    None => Sqlite::open(path, true)?.ok_or_else(|| StoreError::Damaged {
                        path: path.clone(),
                        what: "it is gone".to_owned(),
                    })?,
                };
                let outcome = work(&store);
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(store);
                outcome
            }
        }
    }
}
