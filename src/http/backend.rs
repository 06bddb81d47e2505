//! The store that a server is in front of, for as many threads as ask at once.

use std::path::Path;

use crate::store::{Grouped, Held, Postgres, StoreError};

/// The store that a server is in front of.
pub struct Backend(Box<dyn Held + Send + Sync>);

impl Backend {
    /// Opens a file; it is made where there is none.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn file(path: &Path) -> Result<Backend, StoreError> {
        Ok(Backend(Box::new(Grouped::open(path)?)))
    }

    /// Opens a database; its tables are made where there are none.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn database(url: &str) -> Result<Backend, StoreError> {
        let unmade =
            || StoreError::Unreachable { place: "postgres://…".to_owned(), why: "no store".to_owned() };
        Ok(Backend(Box::new(Postgres::open(url, true)?.ok_or_else(unmade)?)))
    }

    /// The store.
    pub fn store(&self) -> &dyn Held {
        &*self.0
    }
}
