//! Who is signed in to a server, in the same database: one statement each, so that servers that share it
//! count alike.

use postgres::Row;
use postgres::types::{ToSql, Type};

use super::super::StoreError;
use super::super::parts::column;
use super::super::sessions::{Attempt, Factor, How, Limit, Session, Sessions, Whose};
use super::fault::Faulty;
use super::{Postgres, fixed, number};
use crate::model::{Hash, Kid};

const COLUMNS: &str = "kid, login, began, used, how, rest_from, rest_long, address";

fn read(row: &Row) -> Faulty<Session> {
    Ok(Session {
        kid: Kid(fixed(row, 0)?),
        login: fixed(row, 1)?,
        began: number(row, 2)?,
        used: number(row, 3)?,
        how: How::from_number(row.try_get(4)?),
        rest: (number(row, 5)?, number(row, 6)?),
        address: row.try_get(7)?,
    })
}

impl Postgres {
    /// The rows that a statement about somebody of an organization gives.
    fn of(
        &self,
        sql: &str,
        (org, id): (&Hash, &[u8]),
        more: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, StoreError> {
        self.within(|client| {
            let org = &org.0[..];
            let mut asked: Vec<(&(dyn ToSql + Sync), Type)> = vec![(&org, Type::BYTEA), (&id, Type::BYTEA)];
            asked.extend(more.iter().map(|(value, kind)| (*value, kind.clone())));
            Ok(client.query_typed(sql, &asked)?)
        })
    }
}

impl Sessions for Postgres {
    fn session(&self, org: &Hash, kid: Kid) -> Result<Option<Session>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM envctl.sessions WHERE org = $1 AND kid = $2");
        self.within(|client| {
            let asked: [(&(dyn ToSql + Sync), Type); 2] =
                [(&&org.0[..], Type::BYTEA), (&&kid.0[..], Type::BYTEA)];
            client.query_typed(&sql, &asked)?.first().map(read).transpose()
        })
    }

    fn sessions(&self, org: &Hash) -> Result<Vec<Session>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM envctl.sessions WHERE org = $1 ORDER BY began DESC, kid");
        self.within(|client| {
            client.query_typed(&sql, &[(&&org.0[..], Type::BYTEA)])?.iter().map(read).collect()
        })
    }

    fn sign_in(&self, org: &Hash, session: &Session) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO envctl.sessions (org, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (org, kid) DO UPDATE SET login = excluded.login, began = excluded.began,
                 used = excluded.used, how = excluded.how, rest_from = excluded.rest_from,
                 rest_long = excluded.rest_long, address = excluded.address"
        );
        let Session { kid, login, began, used, how, rest, address } = session;
        let (began, used, how) = (column(*began), column(*used), how.number());
        let rest = (column(rest.0), column(rest.1));
        let more: [(&(dyn ToSql + Sync), Type); 7] = [
            (&&login[..], Type::BYTEA),
            (&began, Type::INT8),
            (&used, Type::INT8),
            (&how, Type::INT8),
            (&rest.0, Type::INT8),
            (&rest.1, Type::INT8),
            (address, Type::TEXT),
        ];
        self.of(&sql, (org, &kid.0), &more).map(drop)
    }

    fn keep_alive(&self, org: &Hash, kid: Kid, now: u64) -> Result<(), StoreError> {
        let sql = "UPDATE envctl.sessions SET used = $3,
                       rest_from = CASE WHEN $3 - used > rest_long THEN used ELSE rest_from END,
                       rest_long = greatest($3 - used, rest_long)
                   WHERE org = $1 AND kid = $2 AND used < $3";
        self.of(sql, (org, &kid.0), &[(&column(now), Type::INT8)]).map(drop)
    }

    fn sign_out(&self, org: &Hash, kids: &[Kid]) -> Result<u64, StoreError> {
        let mut ended = 0;
        for kid in kids {
            let sql = "DELETE FROM envctl.sessions WHERE org = $1 AND kid = $2 RETURNING 1";
            ended += self.of(sql, (org, &kid.0), &[])?.len() as u64;
        }
        Ok(ended)
    }

    fn factor(&self, (org, member): Whose<'_>) -> Result<Option<Factor>, StoreError> {
        let sql = "SELECT secret, pending, (SELECT count(*) FROM envctl.recovery_codes r
                       WHERE r.org = f.org AND r.member = f.member)
                   FROM envctl.factors f WHERE org = $1 AND member = $2";
        self.within(|client| {
            let asked: [(&(dyn ToSql + Sync), Type); 2] =
                [(&&org.0[..], Type::BYTEA), (&&member.0[..], Type::BYTEA)];
            let rows = client.query_typed(sql, &asked)?;
            let factor = |row: &Row| {
                Ok(Factor { secret: row.try_get(0)?, pending: row.try_get(1)?, codes: number(row, 2)? })
            };
            rows.first().map(factor).transpose()
        })
    }

    fn propose(&self, (org, member): Whose<'_>, secret: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO envctl.factors (org, member, pending, step, tries, tried)
                   VALUES ($1, $2, $3, 0, 0, 0)
                   ON CONFLICT (org, member) DO UPDATE SET pending = excluded.pending";
        self.of(sql, (org, &member.0), &[(&secret, Type::BYTEA)]).map(drop)
    }

    fn attempt(&self, (org, member): Whose<'_>, now: u64, limit: Limit) -> Result<Attempt, StoreError> {
        let sql = "UPDATE envctl.factors SET
                       tries = CASE WHEN tried + $4 <= $3 THEN 1 ELSE tries + 1 END,
                       tried = greatest($3, tried)
                   WHERE org = $1 AND member = $2 AND (tried + $4 <= $3 OR tries < $5) RETURNING 1";
        let numbers = [now, limit.pause, limit.most].map(column);
        let more: Vec<(&(dyn ToSql + Sync), Type)> =
            numbers.iter().map(|n| (n as &(dyn ToSql + Sync), Type::INT8)).collect();
        if !self.of(sql, (org, &member.0), &more)?.is_empty() {
            return Ok(Attempt::Counted);
        }
        let sql = "SELECT tried FROM envctl.factors WHERE org = $1 AND member = $2";
        self.within(|client| {
            let asked: [(&(dyn ToSql + Sync), Type); 2] =
                [(&&org.0[..], Type::BYTEA), (&&member.0[..], Type::BYTEA)];
            let rows = client.query_typed(sql, &asked)?;
            let tried = rows.first().map(|row| number(row, 0)).transpose()?;
            Ok(Attempt::TooMany(tried.unwrap_or(now).saturating_add(limit.pause)))
        })
    }

    fn use_step(
        &self,
        (org, member): Whose<'_>,
        step: u64,
        confirms: Option<&[u8]>,
    ) -> Result<bool, StoreError> {
        let step = column(step);
        let rows = match confirms {
            None => {
                let sql = "UPDATE envctl.factors SET step = $3, tries = 0
                           WHERE org = $1 AND member = $2 AND step < $3 RETURNING 1";
                self.of(sql, (org, &member.0), &[(&step, Type::INT8)])?
            }
            Some(secret) => {
                let sql = "UPDATE envctl.factors SET step = $3, tries = 0, secret = pending, pending = NULL
                           WHERE org = $1 AND member = $2 AND pending = $4
                               AND (secret IS NULL OR step < $3) RETURNING 1";
                self.of(sql, (org, &member.0), &[(&step, Type::INT8), (&secret, Type::BYTEA)])?
            }
        };
        Ok(!rows.is_empty())
    }

    fn keep_recovery(&self, (org, member): Whose<'_>, hashes: &[Hash]) -> Result<(), StoreError> {
        let sql = "WITH gone AS (DELETE FROM envctl.recovery_codes
                       WHERE org = $1 AND member = $2 AND hash <> ALL ($3))
                   INSERT INTO envctl.recovery_codes (org, member, hash)
                   SELECT $1, $2, unnest($3) ON CONFLICT DO NOTHING";
        let hashes: Vec<&[u8]> = hashes.iter().map(|hash| &hash.0[..]).collect();
        self.of(sql, (org, &member.0), &[(&hashes, Type::BYTEA_ARRAY)]).map(drop)
    }

    fn use_recovery(&self, (org, member): Whose<'_>, hash: &Hash) -> Result<bool, StoreError> {
        let sql = "WITH used AS (DELETE FROM envctl.recovery_codes
                       WHERE org = $1 AND member = $2 AND hash = $3 RETURNING member)
                   UPDATE envctl.factors SET tries = 0
                   WHERE org = $1 AND member IN (SELECT member FROM used) RETURNING 1";
        Ok(!self.of(sql, (org, &member.0), &[(&&hash.0[..], Type::BYTEA)])?.is_empty())
    }

    fn forget_factor(&self, (org, member): Whose<'_>) -> Result<bool, StoreError> {
        let sql = "WITH codes AS (DELETE FROM envctl.recovery_codes WHERE org = $1 AND member = $2)
                   DELETE FROM envctl.factors WHERE org = $1 AND member = $2 RETURNING 1";
        Ok(!self.of(sql, (org, &member.0), &[])?.is_empty())
    }
}
