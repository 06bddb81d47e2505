//! What goes wrong inside, before the file's name is put to it.
//!
//! Every error of SQLite's becomes a [`StoreError`] here and nowhere else.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::FromSqlError;
use rusqlite::{Error, ErrorCode};

use super::super::StoreError;

/// How long a writer is waited for: less than a command may take, so that it can still say why.
pub(super) const PATIENCE: Duration = Duration::from_secs(25);

/// What a step inside the store comes to.
pub(super) type Faulty<T> = Result<T, Fault>;

/// What went wrong.
#[derive(Debug)]
pub(super) enum Fault {
    /// The file is not whole.
    Damaged(String),
    /// SQLite said so.
    Sql(Error),
    /// An error that has its name already.
    Store(StoreError),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Sql(error)
    }
}

impl From<FromSqlError> for Fault {
    fn from(error: FromSqlError) -> Fault {
        Fault::Sql(error.into())
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault::Store(error)
    }
}

impl Fault {
    pub(super) fn damaged(what: &str) -> Fault {
        Fault::Damaged(what.to_owned())
    }

    /// Whether another connection holds a lock.
    pub(super) fn is_busy(&self) -> bool {
        let Fault::Sql(error) = self else { return false };
        matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    }

    /// The error, with the file that it is about and what was done to it.
    pub(super) fn at(self, path: &Path, doing: &'static str) -> StoreError {
        let path = path.to_owned();
        let error = match self {
            Fault::Damaged(what) => return StoreError::Damaged { path, what },
            Fault::Store(error) => return error,
            Fault::Sql(error) => error,
        };
        let Some(code) = error.sqlite_error_code() else {
            return match error {
                // A column of a type that it cannot have, or a row that must be there and is not.
                Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
                | Error::InvalidColumnType(..)
                | Error::QueryReturnedNoRows
                | Error::Utf8Error(..) => StoreError::Damaged { path, what: error.to_string() },
                _ => StoreError::Database { path, source: error },
            };
        };
        let kind = match code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                return StoreError::Busy { seconds: PATIENCE.as_secs() };
            }
            // The constraints hold wherever `append` wrote all that is there.
            ErrorCode::ConstraintViolation | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                return StoreError::Damaged { path, what: error.to_string() };
            }
            ErrorCode::DiskFull => io::ErrorKind::StorageFull,
            ErrorCode::PermissionDenied | ErrorCode::ReadOnly => io::ErrorKind::PermissionDenied,
            ErrorCode::CannotOpen | ErrorCode::FileLockingProtocolFailed | ErrorCode::SystemIoFailure => {
                io::ErrorKind::Other
            }
            _ => return StoreError::Database { path, source: error },
        };
        StoreError::Io { doing, path, source: io::Error::new(kind, error) }
    }
}
