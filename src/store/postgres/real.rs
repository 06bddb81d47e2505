//! A private PostgreSQL for the tests: one server for the process, one database for each place.
//!
//! Ignored by name where a machine may lack it; CI installs it and runs `cargo test real:: --
//! --include-ignored`, where a missing one fails.

use std::sync::OnceLock;

use postgres::{Client, NoTls};

use self::private::Server;
use super::Postgres;

#[path = "../../../tests/real/postgres.rs"]
mod private;

#[path = "../../../tests/real/pooler.rs"]
mod pooler;

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::start)
}

/// The URL of an empty database, of this test alone.
pub(crate) fn database() -> String {
    server().database()
}

/// The same behind a pooler, which lends another connection for each transaction.
pub(crate) fn pooled() -> String {
    static POOLER: OnceLock<pooler::Pooler> = OnceLock::new();
    let url = database();
    let name = url.rsplit_once('/').map(|(_, name)| name).expect("a name");
    POOLER.get_or_init(|| pooler::Pooler::start(server().socket())).url(name)
}

fn create(url: &str) -> Postgres {
    Postgres::open(url, true).expect("a store").expect("it is created")
}

#[test]
#[ignore = "needs PostgreSQL"]
fn absent_until_created() {
    let url = database();
    assert!(Postgres::open(&url, false).expect("no error").is_none());
    create(&url);
    assert!(Postgres::open(&url, false).expect("no error").is_some());
}

#[test]
#[ignore = "needs PostgreSQL"]
fn created_by_many_at_once() {
    let url = database();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| create(&url));
        }
    });
    let mut client = Client::connect(&url, NoTls).expect("a connection");
    let levels: i64 = client.query_one("SELECT count(*) FROM envctl.level", &[]).expect("a count").get(0);
    assert_eq!(levels, 1);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn newer_is_refused() {
    let url = database();
    create(&url);
    let mut client = Client::connect(&url, NoTls).expect("a connection");
    client.batch_execute("UPDATE envctl.level SET level = 99").expect("altered");
    let refused = Postgres::open(&url, true).map(drop).expect_err("a newer store");
    assert!(matches!(refused, crate::store::StoreError::Newer { found: 99, .. }), "{refused}");
}

/// Every connection is ended by the database: the next question is answered all the same.
#[test]
#[ignore = "needs PostgreSQL"]
fn lost_connections_are_replaced() {
    use crate::model::Leaf;
    use crate::store::Store as _;
    use crate::store::suite::{begin, follow, put, value, value_at};
    let url = database();
    let store = create(&url);
    let mut at = begin(&store, "acme");
    let mut client = Client::connect(&url, NoTls).expect("a connection");
    for n in 0..10u32 {
        let ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
        client.query(ended, &[]).expect("ended");
        at = follow(&store, at, &[Leaf::message("why"), put(value_at(1, n), value(n.into(), "text"))]);
    }
    assert_eq!(store.orgs().expect("a list")[0].head.seq, 11);
}

/// Nothing is left on a connection: no prepared statement, no setting, no lock, no transaction.
#[test]
#[ignore = "needs PostgreSQL"]
fn connections_keep_no_state() {
    use crate::store::suite::{begin, follow, put, value, value_at};
    let store = create(&database());
    let at = begin(&store, "acme");
    follow(&store, at, &[put(value_at(1, 1), value(1, "text"))]);
    let left = store.within(|client| {
        let sql = "SELECT (SELECT count(*) FROM pg_prepared_statements WHERE name <> '')
                   + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
                   + (SELECT count(*) FROM pg_settings WHERE source = 'session')";
        Ok(client.query_typed(sql, &[])?[0].get::<_, i64>(0))
    });
    assert_eq!(left.expect("a count"), 0);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn who_is_signed_in_is_kept_as_everywhere() {
    let url = database();
    crate::store::sessions::contract(&|| Box::new(create(&url)));
}
