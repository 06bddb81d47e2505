//! Who is signed in to a server, in the same file.

use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior};

use super::super::StoreError;
use super::super::parts::column;
use super::super::sessions::{Attempt, Factor, How, Limit, Session, Sessions, Whose};
use super::fault::Faulty;
use super::{Grouped, Sqlite, number};
use crate::model::{Hash, Kid};

const COLUMNS: &str = "kid, login, began, used, how, rest_from, rest_long, address";

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        kid: Kid(row.get(0)?),
        login: row.get(1)?,
        began: number(row, 2)?,
        used: number(row, 3)?,
        how: How::from_number(row.get(4)?),
        rest: (number(row, 5)?, number(row, 6)?),
        address: row.get(7)?,
    })
}

fn sign_in(tx: &Connection, org: &Hash, session: &Session) -> Faulty<()> {
    let Session { kid, login, began, used, how, rest, address } = session;
    let sql = format!(
        "INSERT OR REPLACE INTO sessions (org, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    );
    let rest = (column(rest.0), column(rest.1));
    let times = (column(*began), column(*used));
    let row = (org.0, kid.0, login, times.0, times.1, how.number(), rest.0, rest.1, address);
    tx.prepare_cached(&sql)?.execute(row)?;
    Ok(())
}

fn keep_alive(tx: &Connection, org: &Hash, kid: Kid, now: u64) -> Faulty<()> {
    let sql = "UPDATE sessions SET used = ?3,
                   rest_from = CASE WHEN ?3 - used > rest_long THEN used ELSE rest_from END,
                   rest_long = max(?3 - used, rest_long)
               WHERE org = ?1 AND kid = ?2 AND used < ?3";
    tx.prepare_cached(sql)?.execute((org.0, kid.0, column(now)))?;
    Ok(())
}

fn sign_out(tx: &Connection, org: &Hash, kids: &[Kid]) -> Faulty<u64> {
    let mut ended = 0;
    for kid in kids {
        let sql = "DELETE FROM sessions WHERE org = ?1 AND kid = ?2";
        ended += tx.prepare_cached(sql)?.execute((org.0, kid.0))? as u64;
    }
    Ok(ended)
}

fn propose(tx: &Connection, (org, member): Whose<'_>, secret: &[u8]) -> Faulty<()> {
    let sql = "INSERT INTO factors (org, member, pending, step, tries, tried)
               VALUES (?1, ?2, ?3, 0, 0, 0)
               ON CONFLICT (org, member) DO UPDATE SET pending = excluded.pending";
    tx.prepare_cached(sql)?.execute((org.0, member.0, secret))?;
    Ok(())
}

fn attempt(tx: &Connection, (org, member): Whose<'_>, now: u64, limit: Limit) -> Faulty<Attempt> {
    let sql = "UPDATE factors SET tries = CASE WHEN tried + ?4 <= ?3 THEN 1 ELSE tries + 1 END,
                   tried = max(?3, tried)
               WHERE org = ?1 AND member = ?2 AND (tried + ?4 <= ?3 OR tries < ?5)";
    let asked = (org.0, member.0, column(now), column(limit.pause), column(limit.most));
    if tx.prepare_cached(sql)?.execute(asked)? > 0 {
        return Ok(Attempt::Counted);
    }
    let sql = "SELECT tried FROM factors WHERE org = ?1 AND member = ?2";
    let tried = tx.prepare_cached(sql)?.query_row((org.0, member.0), |row| number(row, 0)).optional()?;
    Ok(Attempt::TooMany(tried.unwrap_or(now).saturating_add(limit.pause)))
}

fn use_step(tx: &Connection, (org, member): Whose<'_>, step: u64, confirms: Option<&[u8]>) -> Faulty<bool> {
    let changed = match confirms {
        None => {
            let sql = "UPDATE factors SET step = ?3, tries = 0
                       WHERE org = ?1 AND member = ?2 AND step < ?3";
            tx.prepare_cached(sql)?.execute((org.0, member.0, column(step)))?
        }
        Some(secret) => {
            let sql = "UPDATE factors SET step = ?3, tries = 0, secret = pending, pending = NULL
                       WHERE org = ?1 AND member = ?2 AND pending = ?4 AND (secret IS NULL OR step < ?3)";
            tx.prepare_cached(sql)?.execute((org.0, member.0, column(step), secret))?
        }
    };
    Ok(changed > 0)
}

fn keep_recovery(tx: &Connection, (org, member): Whose<'_>, hashes: &[Hash]) -> Faulty<()> {
    tx.execute("DELETE FROM recovery_codes WHERE org = ?1 AND member = ?2", (org.0, member.0))?;
    for hash in hashes {
        let sql = "INSERT INTO recovery_codes (org, member, hash) VALUES (?1, ?2, ?3)";
        tx.prepare_cached(sql)?.execute((org.0, member.0, hash.0))?;
    }
    Ok(())
}

fn use_recovery(tx: &Connection, (org, member): Whose<'_>, hash: &Hash) -> Faulty<bool> {
    let sql = "DELETE FROM recovery_codes WHERE org = ?1 AND member = ?2 AND hash = ?3";
    if tx.execute(sql, (org.0, member.0, hash.0))? == 0 {
        return Ok(false);
    }
    tx.execute("UPDATE factors SET tries = 0 WHERE org = ?1 AND member = ?2", (org.0, member.0))?;
    Ok(true)
}

fn forget_factor(tx: &Connection, (org, member): Whose<'_>) -> Faulty<bool> {
    tx.execute("DELETE FROM recovery_codes WHERE org = ?1 AND member = ?2", (org.0, member.0))?;
    Ok(tx.execute("DELETE FROM factors WHERE org = ?1 AND member = ?2", (org.0, member.0))? > 0)
}

impl Sqlite {
    fn changing<T>(&self, work: impl FnOnce(&Connection) -> Faulty<T>) -> Result<T, StoreError> {
        self.within(TransactionBehavior::Immediate, "write", work)
    }
}

impl Sessions for Sqlite {
    fn session(&self, org: &Hash, kid: Kid) -> Result<Option<Session>, StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let sql = format!("SELECT {COLUMNS} FROM sessions WHERE org = ?1 AND kid = ?2");
            Ok(tx.prepare_cached(&sql)?.query_row((org.0, kid.0), read).optional()?)
        })
    }

    fn sessions(&self, org: &Hash) -> Result<Vec<Session>, StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let sql = format!("SELECT {COLUMNS} FROM sessions WHERE org = ?1 ORDER BY began DESC, kid");
            let mut query = tx.prepare_cached(&sql)?;
            let rows = query.query_map([org.0], read)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn sign_in(&self, org: &Hash, session: &Session) -> Result<(), StoreError> {
        self.changing(|tx| sign_in(tx, org, session))
    }

    fn keep_alive(&self, org: &Hash, kid: Kid, now: u64) -> Result<(), StoreError> {
        self.changing(|tx| keep_alive(tx, org, kid, now))
    }

    fn sign_out(&self, org: &Hash, kids: &[Kid]) -> Result<u64, StoreError> {
        self.changing(|tx| sign_out(tx, org, kids))
    }

    fn factor(&self, (org, member): Whose<'_>) -> Result<Option<Factor>, StoreError> {
        self.within(TransactionBehavior::Deferred, "read", |tx| {
            let sql = "SELECT secret, pending, (SELECT count(*) FROM recovery_codes r
                           WHERE r.org = f.org AND r.member = f.member)
                       FROM factors f WHERE org = ?1 AND member = ?2";
            let factor = |row: &Row<'_>| {
                Ok(Factor { secret: row.get(0)?, pending: row.get(1)?, codes: number(row, 2)? })
            };
            Ok(tx.prepare_cached(sql)?.query_row((org.0, member.0), factor).optional()?)
        })
    }

    fn propose(&self, whose: Whose<'_>, secret: &[u8]) -> Result<(), StoreError> {
        self.changing(|tx| propose(tx, whose, secret))
    }

    fn attempt(&self, whose: Whose<'_>, now: u64, limit: Limit) -> Result<Attempt, StoreError> {
        self.changing(|tx| attempt(tx, whose, now, limit))
    }

    fn use_step(&self, whose: Whose<'_>, step: u64, confirms: Option<&[u8]>) -> Result<bool, StoreError> {
        self.changing(|tx| use_step(tx, whose, step, confirms))
    }

    fn keep_recovery(&self, whose: Whose<'_>, hashes: &[Hash]) -> Result<(), StoreError> {
        self.changing(|tx| keep_recovery(tx, whose, hashes))
    }

    fn use_recovery(&self, whose: Whose<'_>, hash: &Hash) -> Result<bool, StoreError> {
        self.changing(|tx| use_recovery(tx, whose, hash))
    }

    fn forget_factor(&self, whose: Whose<'_>) -> Result<bool, StoreError> {
        self.changing(|tx| forget_factor(tx, whose))
    }
}

impl Sessions for Grouped {
    fn session(&self, org: &Hash, kid: Kid) -> Result<Option<Session>, StoreError> {
        self.reading(|store| store.session(org, kid))
    }

    fn sessions(&self, org: &Hash) -> Result<Vec<Session>, StoreError> {
        self.reading(|store| store.sessions(org))
    }

    fn sign_in(&self, org: &Hash, session: &Session) -> Result<(), StoreError> {
        let (org, session) = (*org, session.clone());
        self.writing(move |tx| sign_in(tx, &org, &session))
    }

    fn keep_alive(&self, org: &Hash, kid: Kid, now: u64) -> Result<(), StoreError> {
        let org = *org;
        self.writing(move |tx| keep_alive(tx, &org, kid, now))
    }

    fn sign_out(&self, org: &Hash, kids: &[Kid]) -> Result<u64, StoreError> {
        let (org, kids) = (*org, kids.to_vec());
        self.writing(move |tx| sign_out(tx, &org, &kids))
    }

    fn factor(&self, whose: Whose<'_>) -> Result<Option<Factor>, StoreError> {
        self.reading(|store| store.factor(whose))
    }

    fn propose(&self, (org, member): Whose<'_>, secret: &[u8]) -> Result<(), StoreError> {
        let (org, secret) = (*org, secret.to_vec());
        self.writing(move |tx| propose(tx, (&org, member), &secret))
    }

    fn attempt(&self, (org, member): Whose<'_>, now: u64, limit: Limit) -> Result<Attempt, StoreError> {
        let org = *org;
        self.writing(move |tx| attempt(tx, (&org, member), now, limit))
    }

    fn use_step(
        &self,
        (org, member): Whose<'_>,
        step: u64,
        confirms: Option<&[u8]>,
    ) -> Result<bool, StoreError> {
        let (org, confirms) = (*org, confirms.map(<[u8]>::to_vec));
        self.writing(move |tx| use_step(tx, (&org, member), step, confirms.as_deref()))
    }

    fn keep_recovery(&self, (org, member): Whose<'_>, hashes: &[Hash]) -> Result<(), StoreError> {
        let (org, hashes) = (*org, hashes.to_vec());
        self.writing(move |tx| keep_recovery(tx, (&org, member), &hashes))
    }

    fn use_recovery(&self, (org, member): Whose<'_>, hash: &Hash) -> Result<bool, StoreError> {
        let (org, hash) = (*org, *hash);
        self.writing(move |tx| use_recovery(tx, (&org, member), &hash))
    }

    fn forget_factor(&self, (org, member): Whose<'_>) -> Result<bool, StoreError> {
        let org = *org;
        self.writing(move |tx| forget_factor(tx, (&org, member)))
    }
}
