//! What taking somebody out costs: an organization of 50 people who open 8 environments; one of them is
//! removed, which is one commit that gives every environment a new key, wrapped to each of the other
//! 49 and the recovery key. Against it the bare wraps: HPKE, as often as the commit has them, and nothing else.
//!
//! `cargo bench --bench people` prints medians of one run, and their ratio. `BENCH_PEOPLE`, `BENCH_ENVS` and
//! `BENCH_ROUNDS` say otherwise.

use std::time::{Duration, Instant};

use envctl::client::{Client, ClientError, Founding, Intent, Pins, device};
use envctl::crypto::{EnvKey, Identity};
use envctl::engine::{Write, orgs, people};
use envctl::model::{EnvId, EnvName, Kind, Member, MemberId, Place, Prefix, ProjectName, Role, Tree};
use envctl::store::{Gated, LogQuery, Sqlite};

fn main() {
    let number = |name: &str, default: usize| {
        let value = std::env::vars_os().find(|(key, _)| key == name).map(|(_, value)| value);
        value.and_then(|v| v.to_str().and_then(|v| v.parse().ok())).unwrap_or(default)
    };
    let (readers, envs) = (number("BENCH_PEOPLE", 50), number("BENCH_ENVS", 8));
    let rounds = number("BENCH_ROUNDS", 11).min(readers.saturating_sub(2));
    say(&format!(
        "removing one of {readers} people who open {envs} environments; {rounds} removals, one commit each"
    ));
    let folder = tempfile::tempdir().expect("a folder");
    let store = Sqlite::open(&folder.path().join("store.db"), true).expect("opens").expect("a store");
    let owner = Identity::generate();
    let recovery = Identity::generate();
    let founding = Founding { name: named("acme"), display: None, owner: "ana", recovery: &recovery };
    let client =
        Client::found(Box::new(Gated::new(store)), owner, founding, Pins::new(None), 1).expect("founded");
    let p: ProjectName = named("shop");
    let names: Vec<(EnvId, EnvName)> =
        (0..envs).map(|n| (EnvId([n as u8 + 1; 8]), named(&format!("env-{n}")))).collect();
    write(&client, |tree| orgs::create_project(tree, &p, &names, &[]).expect("planned"));
    let everyone: Vec<(MemberId, Identity)> =
        (1..readers).map(|n| (MemberId((n as u64).to_be_bytes()), Identity::generate())).collect();
    write(&client, |_| {
        let member = |(n, (id, identity)): (usize, &(MemberId, Identity))| {
            let devices = vec![device(identity, "one")];
            let name = format!("member-{n}");
            Write::put(
                Place::Member(*id),
                Member { name, role: Role::Builder, devices, until: None, left: false },
            )
        };
        everyone.iter().enumerate().map(member).collect()
    });
    let tree = client.read(&client.people_reads().expect("read"), None).expect("read");
    assert!(client.upkeep(&tree), "everyone waits for the keys");

    let (mut removals, mut bare) = (Vec::new(), Vec::new());
    for (id, _) in everyone.iter().take(rounds) {
        let before = tree_of(&client).head.seq;
        let begin = Instant::now();
        write(&client, |tree| people::remove(tree, *id, tree.member(*id).expect("there")).expect("planned"));
        removals.push(begin.elapsed());
        let head = tree_of(&client).head.seq;
        assert_eq!(head, before + 1, "one commit");
        let query = LogQuery { from: head, to: head, limit: 1, ..LogQuery::default() };
        let logged = client.store().log(client.org(), &query).expect("the log").remove(0);
        let leaves = logged
            .commit
            .leaves
            .iter()
            .filter_map(|leaf| envctl::model::commit::RawLeaf::read(&leaf.bytes).ok());
        assert_eq!(leaves.filter(|leaf| leaf.kind == Kind::Epoch).count(), envs, "a new key for each");
    }
    let seals: Vec<[u8; 32]> = everyone.iter().map(|(_, identity)| identity.public().seal).collect();
    let left = tree_of(&client).members().count() + 1;
    for _ in 0..rounds {
        let begin = Instant::now();
        for _ in 0..envs {
            let key = EnvKey::generate();
            for seal in seals.iter().cycle().take(left) {
                std::hint::black_box(
                    key.wrap(seal, b"a binding as long as the real one: 64 bytes").expect("wraps"),
                );
            }
        }
        bare.push(begin.elapsed());
    }
    let (removal, bare) = (median(&mut removals), median(&mut bare));
    say(&format!("  {:<44} {removal:>9.2} ms", "removal, new keys and durable commit"));
    say(&format!(
        "  {:<44} {bare:>9.2} ms   x {:>5.2}",
        format!("{} bare wraps", left * envs),
        removal / bare
    ));
}

fn named<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().expect("a name")
}

#[allow(clippy::print_stdout, reason = "a benchmark's answer is its table")]
fn say(text: &str) {
    println!("{text}");
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

fn tree_of(client: &Client) -> Tree {
    client.read(&client.people_reads().expect("read"), None).expect("read")
}

fn write(client: &Client, plan: impl Fn(&Tree) -> Vec<Write>) {
    let intent = Intent { action: "bench", message: None, expect: None, dry_run: false };
    let mut reads = client.people_reads().expect("read");
    reads.extend(["env", "app", "epoch"].map(|folder| Prefix::folder(&named("shop"), folder)));
    client
        .transact::<(), ClientError>(&intent, &reads, |tree, _| Ok(((), plan(tree))), |(), _, _, _| Ok(()))
        .expect("written");
}
