//! What goes wrong inside, before the database's name is put to it.
//!
//! Every error of PostgreSQL's becomes a [`StoreError`] here and nowhere else.

use postgres::Error;
use postgres::error::SqlState;

use super::super::StoreError;
use super::pool::PATIENCE;

/// What a step inside the store comes to.
pub(super) type Faulty<T> = Result<T, Fault>;

/// What went wrong.
#[derive(Debug)]
pub(super) enum Fault {
    /// The database is not whole.
    Damaged(String),
    /// PostgreSQL said so, or nobody answered.
    Sql(Error),
    /// No connection became free in time.
    Busy,
    /// An error that has its name already.
    Store(StoreError),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Sql(error)
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

    /// Whether another writer was in the way of a unique key, and the question is to be asked anew.
    pub(super) fn is_race(&self) -> bool {
        let Fault::Sql(error) = self else { return false };
        error.code().is_some_and(|code| {
            let race = [
                SqlState::UNIQUE_VIOLATION,
                SqlState::T_R_SERIALIZATION_FAILURE,
                SqlState::T_R_DEADLOCK_DETECTED,
            ];
            race.contains(code)
        })
    }

    /// Whether the connection is gone, so that another may have more luck. What was under way may
    /// have been done.
    pub(super) fn is_lost(&self) -> bool {
        let Fault::Sql(error) = self else { return false };
        let ended = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ];
        error.is_closed()
            || error.code().is_some_and(|code| ended.contains(code) || code.code().starts_with("08"))
            || (error.code().is_none()
                && std::error::Error::source(error).is_some_and(|e| e.is::<std::io::Error>()))
    }

    /// The error, with the database that it is about.
    pub(super) fn at(self, place: &str) -> StoreError {
        let error = match self {
            Fault::Damaged(what) => return StoreError::Damaged { path: place.into(), what },
            Fault::Busy => return StoreError::Busy { seconds: PATIENCE.as_secs() },
            Fault::Store(error) => return error,
            Fault::Sql(error) => error,
        };
        let place = place.to_owned();
        // The server's detail and hint may repeat values; its code and its sentence do not.
        let why = match error.as_db_error() {
            Some(db) => format!("{} ({})", db.message(), db.code().code()),
            None => match std::error::Error::source(&error) {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            },
        };
        StoreError::Unreachable { place, why }
    }
}
