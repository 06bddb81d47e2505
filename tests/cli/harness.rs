//! The world that a test runs the program in: a home, a folder, and nothing of this machine's.
//!
//! Whatever the program is asked, some things hold: it does not panic, nothing acts on a terminal,
//! and no secret is shown that was not asked for. Every run is checked for them here. A secret in a
//! test holds the word [`HUSH`], so that it can be told from what may be shown. And what was
//! [`refused`](World::refused) changed nothing: no revision, no byte of the manifest.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use envctl::client::{Client, ClientError, Folders, Intent, Keys, Pins, device};
use envctl::engine::Write;
use envctl::model::{
    AccessPolicy, Constant, Content, EnvId, Grant, GrantId, Granted, Member, MemberId, Place, Prefix,
    ProjectName, Role, Scope, Subject,
};
use envctl::store::{Gated, Sqlite, Store as _};
use expect_test::Expect;
use regex_lite::Regex;
use rexpect::process::WaitStatus;
use rexpect::session::PtySession;

/// What every secret of a test holds.
pub const HUSH: &str = "hush";

/// A folder with a home and a working directory, removed at the end of the test.
pub struct World {
    root: tempfile::TempDir,
    /// The working directory: `$W` in snapshots.
    pub dir: PathBuf,
    /// The home: `$HOME` in snapshots.
    pub home: PathBuf,
}

/// The files of a world that was made once. In memory: a static is never dropped, and would leave
/// its folder behind.
type Template = OnceLock<Files>;

type Files = Vec<(PathBuf, Option<Vec<u8>>, Permissions)>;

/// A copy of a world that is made once.
fn copy_of(template: &'static Template, make: fn() -> World) -> World {
    unpack(template.get_or_init(|| pack(&make())))
}

fn pack(made: &World) -> Files {
    let mut files = Vec::new();
    collect(made.root.path(), made.root.path(), &mut files);
    files
}

fn unpack(files: &Files) -> World {
    let world = World::empty();
    for (path, bytes, permissions) in files {
        let path = world.root.path().join(path);
        match bytes {
            Some(bytes) => std::fs::write(&path, bytes).expect("written"),
            None => std::fs::create_dir_all(&path).expect("made"),
        }
        std::fs::set_permissions(path, permissions.clone()).expect("set");
    }
    world
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Option<Vec<u8>>, Permissions)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let meta = std::fs::metadata(&path).expect("an entry");
        let bytes = meta.is_file().then(|| std::fs::read(&path).expect("a file"));
        files.push((path.strip_prefix(root).expect("below it").to_owned(), bytes, meta.permissions()));
        if meta.is_dir() {
            collect(root, &path, files);
        }
    }
}

impl World {
    /// Nothing at all: no store, no identity, no manifest.
    pub fn empty() -> World {
        let root = tempfile::Builder::new().prefix("envctl-test-").tempdir().expect("a folder");
        let path = root.path().canonicalize().expect("its path");
        let (dir, home) = (path.join("w"), path.join("home"));
        std::fs::create_dir(&dir).expect("a folder");
        std::fs::create_dir(&home).expect("a folder");
        World { root, dir, home }
    }

    /// A copy of a world that is made once for all tests that ask with the same key.
    pub fn like(key: &str, make: impl FnOnce() -> World) -> World {
        type Made = Mutex<BTreeMap<String, Arc<OnceLock<Files>>>>;
        static MADE: Made = Made::new(BTreeMap::new());
        let template =
            Arc::clone(MADE.lock().expect("nobody failed here").entry(key.to_owned()).or_default());
        unpack(template.get_or_init(|| pack(&make())))
    }

    /// Project `shop` of organization `personal`: development, staging and production; the apps
    /// `api` in services/api and `web` in apps/web. Nothing is set.
    pub fn shop() -> World {
        static SHOP: Template = Template::new();
        copy_of(&SHOP, || {
            let world = World::empty();
            world.write("apps/web/package.json", "{}\n");
            world.write("services/api/go.mod", "module api\n");
            world.ok("init --project shop");
            world
        })
    }

    /// Project `shop` with the one environment that a project must have, `base`, and no app.
    pub fn bare() -> World {
        static BARE: Template = Template::new();
        copy_of(&BARE, || {
            let world = World::empty();
            world.ok("init --project shop --envs base");
            world
        })
    }

    /// `shop` with a plain LOG_LEVEL and a secret DATABASE_URL in every environment.
    pub fn filled() -> World {
        static FILLED: Template = Template::new();
        copy_of(&FILLED, || {
            let world = World::shop();
            world.ok("set LOG_LEVEL=debug --plain --env development,staging");
            world.ok("set LOG_LEVEL=warn --env production");
            for env in ["development", "staging", "production"] {
                world
                    .cmd(["set", "DATABASE_URL", "--env", env])
                    .stdin(format!("postgres://{env}:{HUSH}@db"))
                    .ok();
            }
            world
        })
    }

    /// `filled`, and `production` is protected. (It is made last, for want of `envs protect`.)
    pub fn guarded() -> World {
        static GUARDED: Template = Template::new();
        copy_of(&GUARDED, || {
            let world = World::empty();
            world.ok("init --project shop --envs development,staging --apps web,api");
            world.ok("envs create production --order 3 --color red --protected");
            world.ok("set LOG_LEVEL=debug --plain --env development,staging");
            world.ok("set LOG_LEVEL=warn --env production --confirm production");
            world
        })
    }

    /// `shop` with something of every kind to merge from staging into production: changed, new, changed in
    /// both, and secrets that travel and do not.
    pub fn apart() -> World {
        static APART: Template = Template::new();
        copy_of(&APART, || {
            let w = World::shop();
            w.ok("set LOG_LEVEL=info API_TIMEOUT=15s --plain --all-envs");
            w.ok("set PUBLIC_URL=https://staging --plain --merge never -e staging");
            w.ok("set PUBLIC_URL=https://shop -e production");
            w.cmd("set TOKEN -e staging").stdin(format!("{HUSH}-1")).ok();
            w.cmd("set SHARED --merge always -e staging").stdin(format!("{HUSH}-2")).ok();
            w.ok("set LOG_LEVEL=warn NEW=1 --plain -e staging");
            w.ok("set API_TIMEOUT=10s -e staging");
            w.ok("set API_TIMEOUT=30s -e production");
            w
        })
    }

    /// `filled`, and `web` and `api` are published once: v1 is in development.
    pub fn published() -> World {
        static PUBLISHED: Template = Template::new();
        copy_of(&PUBLISHED, || {
            let world = World::filled();
            world.ok("publish web --artifact sha256:1");
            world.ok("publish api --artifact sha256:1");
            world
        })
    }

    /// Writes a file below the working directory.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.dir.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    /// Reads a file below the working directory.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.dir.join(path)).expect("a file")
    }

    /// The manifest.
    pub fn manifest(&self) -> String {
        self.read("envctl.toml")
    }

    /// Edits the manifest as a person would.
    pub fn edit(&self, from: &str, to: &str) {
        let text = self.manifest();
        assert!(text.contains(from), "the manifest has no {from:?}:\n{text}");
        self.write("envctl.toml", text.replacen(from, to, 1));
    }

    /// Edits a file below the working directory.
    pub fn edit_file(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, text.replacen(from, to, 1));
    }

    /// The permission bits of a file below the working directory.
    pub fn mode(&self, path: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::symlink_metadata(self.dir.join(path)).expect("a file").permissions().mode() & 0o7777
    }

    /// The file of the store.
    pub fn store(&self) -> PathBuf {
        self.home.join(".local/share/envctl/store.db")
    }

    /// The store's file, open to be damaged.
    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.store()).expect("the store")
    }

    /// Everything that a command that is refused must leave alone: the revisions, the manifest.
    pub fn state(&self) -> (Vec<(String, i64)>, Option<Vec<u8>>) {
        let manifest = std::fs::read(self.dir.join("envctl.toml")).ok();
        if !self.store().exists() {
            return (Vec::new(), manifest);
        }
        let look = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let database = rusqlite::Connection::open_with_flags(self.store(), look).expect("the store");
        let mut query = database.prepare("SELECT name, seq FROM orgs ORDER BY name").expect("a store");
        let rows = query.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).expect("organizations");
        (rows.collect::<Result<_, _>>().expect("organizations"), manifest)
    }

    /// The revision that the store is at.
    pub fn rev(&self) -> i64 {
        self.state().0.first().expect("an organization").1
    }

    /// A command, to be given more than its arguments.
    pub fn cmd(&self, args: impl Words) -> Cmd<'_> {
        let mut env: BTreeMap<OsString, OsString> = BTreeMap::new();
        env.insert("PATH".into(), path());
        env.insert("HOME".into(), self.home.clone().into());
        for (name, value) in [("USER", "ana"), ("LANG", "C.UTF-8"), ("ENVCTL_KEYRING", "off")] {
            env.insert(name.into(), value.into());
        }
        Cmd { world: self, args: args.words(), env, cwd: self.dir.clone(), stdin: None, reveals: false }
    }

    /// Runs a command.
    #[must_use = "look at it, or use `ok`"]
    pub fn run(&self, args: impl Words) -> Output {
        self.cmd(args).run()
    }

    /// Runs a command that must succeed.
    #[track_caller]
    pub fn ok(&self, args: impl Words) -> Output {
        self.cmd(args).ok()
    }

    /// Runs a command that must be refused: with this code, and nothing changes.
    #[track_caller]
    pub fn refused(&self, code: i32, args: impl Words) -> Output {
        self.cmd(args).refused(code)
    }

    /// What a command prints on stdout, which must succeed.
    #[track_caller]
    pub fn out(&self, args: impl Words) -> String {
        self.cmd(args).reveals().ok().out()
    }

    /// The program in a terminal; the arguments are its own.
    pub fn terminal(&self, args: impl Words) -> Terminal {
        self.cmd(args).terminal()
    }

    /// Declares a constant as a synced manifest would, past the command line.
    pub fn declare(&self, key: &str, constant: Constant) {
        let place = Place::Constant(shop(), key.parse().expect("a name"));
        self.past_the_command_line(&[Write::put(place, constant)]);
    }

    /// Somebody who builds in these environments and only sees the others, and runs commands as
    /// `--profile NAME`. The keys of the first are made anew and are theirs too.
    pub fn colleague(&self, name: &str, opens: &[&str]) {
        let var = |var: &str| (var == "HOME").then(|| self.home.clone().into());
        let identity = Keys::new(&Folders::of(var), name, false).create().expect("an identity").0;
        let devices = vec![device(&identity, "theirs")];
        let (role, until, left) = (Role::Deployer, None, false);
        let member = Member { name: name.to_owned(), role, devices, until, left };
        let id = MemberId([7; 8]);
        let mut writes = vec![
            Write::put(Place::Member(id), member),
            Write::put(Place::AccessPolicy, AccessPolicy { per_env: true }),
        ];
        let envs: Vec<(EnvId, String)> = self.with_client(|client| {
            let tree = client.read(&[Prefix::folder(&shop(), "env")], None).expect("read");
            tree.envs(&shop()).into_iter().map(|(id, env)| (id, env.name.to_string())).collect()
        });
        for (n, role) in [Role::Builder, Role::Viewer].into_iter().enumerate() {
            let theirs = |(_, name): &&(EnvId, String)| opens.contains(&name.as_str()) == (n == 0);
            let mut named: Vec<EnvId> = envs.iter().filter(theirs).map(|(id, _)| *id).collect();
            named.sort_unstable();
            let (subject, role) = (Subject::Member(id), Granted::BuiltIn(role));
            let (projects, apps, until) = (vec![shop()], Vec::new(), None);
            let grant = Grant { subject, role, projects, apps, envs: named, until };
            writes.push(Write::put(Place::Grant(GrantId([n as u8; 8])), grant));
        }
        let opened = envs.into_iter().filter(|(_, name)| opens.contains(&name.as_str()));
        writes.extend(opened.map(|(id, _)| Write::Rekey(shop(), id)));
        self.past_the_command_line(&writes);
    }

    /// A commit that says it is made so long from now: time has passed, as far as the log knows.
    pub fn later(&self, passed: std::time::Duration) {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock");
        let then = u64::try_from((now + passed).as_millis()).expect("a time");
        let passed = Place::Constant(shop(), "PASSED".parse().expect("a name"));
        let declared = envctl::engine::constants::declaration(false);
        self.at(then, &[Write::put(passed, declared)]);
    }

    /// Puts every commit through the gate again, and compares what stands with what they make: how many
    /// there are, and what these constants say in staging.
    #[track_caller]
    pub fn verified(&self, keys: &[&str]) -> (i64, Vec<Option<String>>) {
        self.with_client(|client| {
            let verdict = client.verify(|_| ()).expect("read");
            assert!(verdict.first_bad.is_none(), "{:?}", verdict.first_bad);
            let tree = client.read(&[Prefix::project(&shop())], None).expect("read");
            let (staging, _) = tree.env_named(&shop(), "staging").expect("an environment");
            let says = |key: &&str| {
                let key = key.parse().expect("a name");
                let value = tree.value(&shop(), staging, &Scope::Project, &key)?;
                match &value.content {
                    Content::Plain(text) => Some(String::from_utf8_lossy(text).into_owned()),
                    _ => None,
                }
            };
            (i64::try_from(verdict.commits).expect("a number"), keys.iter().map(says).collect())
        })
    }

    /// Does something as the owner, past the command line.
    pub fn with_client<T>(&self, work: impl FnOnce(&Client) -> T) -> T {
        let var = |name: &str| (name == "HOME").then(|| self.home.clone().into());
        let folders = Folders::of(var);
        let identity = Keys::new(&folders, "default", false).load().expect("an identity").0;
        let store = Sqlite::open(&self.store(), false).expect("opens").expect("a store");
        let store = Gated::new(store);
        let org = store.orgs().expect("organizations").remove(0);
        let pins = Pins::new(folders.state.map(|state| state.join("heads")));
        work(&Client::new(Box::new(store), identity, (org.id, org.name), pins, 0))
    }

    /// Takes a value from one environment into another, as it stands there, in a commit that is called
    /// whatever one likes.
    pub fn taken(&self, action: &str, key: &str, [from, into]: [&str; 2]) -> Result<(), String> {
        let intent = Intent { action, message: None, expect: None, dry_run: false };
        let plan = |tree: &envctl::model::Tree, _| {
            let at = |name: &str| {
                let env = tree.env_named(&shop(), name).expect("an environment").0;
                Place::Value(shop(), env, Scope::Project, key.parse().expect("a key")).path()
            };
            let value = tree.entry(&at(from)).expect("a value").record.clone();
            Ok(((), vec![Write::Put(at(into), value)]))
        };
        let done = self.with_client(|client| {
            client.transact::<(), ClientError>(&intent, &[Prefix::all()], plan, |(), _, _, _| Ok(()))
        });
        done.map(drop).map_err(|e| e.to_string())
    }

    fn past_the_command_line(&self, writes: &[Write]) {
        self.at(0, writes);
    }

    fn at(&self, now: u64, writes: &[Write]) {
        let intent = Intent { action: "sync", message: None, expect: None, dry_run: false };
        self.with_client(|client| {
            client.set_now(now);
            let done = client.transact::<(), ClientError>(
                &intent,
                &[Prefix::all()],
                |_, _| Ok(((), writes.to_vec())),
                |(), _, _, _| Ok(()),
            );
            done.expect("written");
        });
    }

    fn redact(&self, text: &str) -> String {
        static RULES: OnceLock<Vec<(Regex, &str)>> = OnceLock::new();
        let rules = RULES.get_or_init(|| {
            [
                (r"plan-[0-9a-f]{12}", "plan-xxxxxx"),
                (r"\bfp [0-9a-f]{6}\b", "fp xxxxxx"),
                (r#""fp":"[0-9a-f]{6}""#, r#""fp":"xxxxxx""#),
                (r"\b(?:[a-z]+-){11,}[a-z]+\b", "<recovery words>"),
                (r"\b(?:[0-9a-f]{4}-){7}[0-9a-f]{4}\b", "<fingerprint>"),
                (r"\b[0-9a-f]{10,}\b", "<id>"),
                (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", "<time>"),
            ]
            .map(|(rule, name)| (Regex::new(rule).expect("a rule"), name))
            .into()
        });
        let text = text.replace(&*self.home.to_string_lossy(), "$HOME");
        let mut text = text.replace(&*self.dir.to_string_lossy(), "$W");
        for (rule, name) in rules {
            text = rule.replace_all(&text, *name).into_owned();
        }
        text
    }
}

fn shop() -> ProjectName {
    "shop".parse().expect("a name")
}

/// The one variable that is taken from this process: where `sh` and `git` are.
#[allow(clippy::disallowed_methods, reason = "the environment of the test process, not of the program")]
pub fn path() -> OsString {
    std::env::var_os("PATH").expect("PATH")
}

/// The program.
pub fn program() -> &'static str {
    env!("CARGO_BIN_EXE_envctl")
}

/// Arguments: a line, split at blanks but for what is quoted, or a list.
pub trait Words {
    /// The arguments.
    fn words(self) -> Vec<OsString>;
}

impl Words for &str {
    fn words(self) -> Vec<OsString> {
        let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
        for c in self.chars() {
            match (c, quote) {
                ('"' | '\'', None) => {
                    quote = Some(c);
                    word.get_or_insert_default();
                }
                (c, Some(q)) if c == q => quote = None,
                (' ' | '\n', None) => words.extend(word.take()),
                (c, _) => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        words.into_iter().map(OsString::from).collect()
    }
}

impl Words for &String {
    fn words(self) -> Vec<OsString> {
        self.as_str().words()
    }
}

impl<const N: usize> Words for [&str; N] {
    fn words(self) -> Vec<OsString> {
        self.iter().map(OsString::from).collect()
    }
}

impl Words for Vec<OsString> {
    fn words(self) -> Vec<OsString> {
        self
    }
}

/// A command that is not running yet.
#[must_use = "it has to be run"]
#[derive(Clone)]
pub struct Cmd<'w> {
    world: &'w World,
    args: Vec<OsString>,
    env: BTreeMap<OsString, OsString>,
    cwd: PathBuf,
    stdin: Option<Vec<u8>>,
    reveals: bool,
}

impl Cmd<'_> {
    /// With one more environment variable.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.insert(name.as_ref().into(), value.as_ref().into());
        self
    }

    /// Without a variable.
    pub fn without(mut self, name: &str) -> Self {
        self.env.remove(OsStr::new(name));
        self
    }

    /// In a directory below the working directory.
    pub fn cwd(mut self, dir: &str) -> Self {
        self.cwd = self.cwd.join(dir);
        std::fs::create_dir_all(&self.cwd).expect("made");
        self
    }

    /// With this on stdin; otherwise there is nothing.
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = Some(bytes.as_ref().to_vec());
        self
    }

    /// Secrets may be on stdout, and whatever else is in a value.
    pub fn reveals(mut self) -> Self {
        self.reveals = true;
        self
    }

    /// As a process to be started by hand.
    pub fn command(&self) -> Command {
        let mut command = Command::new(program());
        command.args(&self.args);
        self.place(&mut command);
        command
    }

    /// Another program in the same place, such as a shell that runs this one as `$E`.
    pub fn around(&self, program: &str, args: &[&str]) -> Output {
        self.finish(self.within(program, args))
    }

    /// The same, to be started by hand.
    pub fn within(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args);
        self.place(&mut command);
        command.env("E", self::program());
        command
    }

    fn place(&self, command: &mut Command) {
        command.env_clear().envs(&self.env).current_dir(&self.cwd).stdin(Stdio::null());
    }

    /// Runs it.
    #[must_use = "look at it, or use `ok`"]
    pub fn run(self) -> Output {
        self.finish(self.command())
    }

    fn finish(&self, mut command: Command) -> Output {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        if self.stdin.is_some() {
            command.stdin(Stdio::piped());
        }
        let mut child = command.spawn().expect("starts");
        let feed = self.stdin.clone().zip(child.stdin.take());
        let feeder = feed.map(|(bytes, mut stdin)| {
            // A program that does not read to the end closes the pipe: that is its right.
            std::thread::spawn(move || drop(stdin.write_all(&bytes)))
        });
        let output = child.wait_with_output().expect("ends");
        if let Some(feeder) = feeder {
            feeder.join().expect("stdin was written");
        }
        let typed = self.args.iter().map(|arg| arg.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let (stdout, stderr) = (output.stdout, output.stderr);
        let shown = |bytes: &[u8]| self.world.redact(&String::from_utf8_lossy(bytes));
        let output = Output {
            shown: (shown(&stdout), shown(&stderr)),
            typed: self.world.redact(&typed),
            status: output.status,
            stdout,
            stderr,
        };
        output.holds(self.reveals);
        output
    }

    /// Runs it; it must succeed.
    #[track_caller]
    pub fn ok(self) -> Output {
        let output = self.run();
        assert_eq!(output.status.code(), Some(0), "{output}");
        output
    }

    /// Runs it; it must be refused with this code, in one clear error, and nothing changes.
    #[track_caller]
    pub fn refused(self, code: i32) -> Output {
        let before = self.world.state();
        let world = self.world;
        let output = self.run();
        assert_eq!(output.status.code(), Some(code), "{output}");
        assert_eq!(world.state(), before, "something was changed: {output}");
        let errors =
            output.err().lines().filter(|line| line.starts_with("error: ") || line.starts_with("{")).count();
        assert_eq!(errors, 1, "not one error: {output}");
        output
    }

    /// Runs it in a terminal.
    pub fn terminal(self) -> Terminal {
        self.at("xterm", "exec \"$0\" \"$@\"")
    }

    /// Runs it in a terminal that cannot move its cursor.
    pub fn dumb(self) -> Terminal {
        self.at("dumb", "exec \"$0\" \"$@\"")
    }

    /// Runs a script in a terminal, in which the program is `"$0"`.
    pub fn shell(self, script: &str) -> Terminal {
        self.at("xterm", script)
    }

    fn at(self, kind: &str, script: &str) -> Terminal {
        // rexpect has turned the echo off, which is not how terminals are.
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &format!("stty echo; {script}"), program()]).args(&self.args);
        command.env_clear().envs(&self.env).env("TERM", kind).env("NO_COLOR", "1").current_dir(&self.cwd);
        let session = rexpect::session::spawn_command(command, Some(120_000)).expect("a terminal");
        Terminal { session, transcript: String::new() }
    }
}

/// What a command did.
pub struct Output {
    typed: String,
    /// How it ended.
    pub status: ExitStatus,
    /// Its stdout, as it was.
    pub stdout: Vec<u8>,
    /// Its stderr, as it was.
    pub stderr: Vec<u8>,
    shown: (String, String),
}

impl Output {
    /// What holds for every run.
    fn holds(&self, reveals: bool) {
        let (out, err) = (&*String::from_utf8_lossy(&self.stdout), &*String::from_utf8_lossy(&self.stderr));
        assert!(!err.contains("panicked") && !err.contains("RUST_BACKTRACE"), "a panic: {self}");
        assert_ne!(self.status.code(), Some(101), "a panic: {self}");
        assert!(reveals || !out.contains(HUSH), "a secret was shown: {self}");
        assert!(!err.contains(HUSH), "a secret was told: {self}");
        assert!(!err.contains('\u{1b}'), "stderr acts on a terminal: {self}");
        assert!(std::str::from_utf8(&self.stderr).is_ok(), "stderr is no text: {self}");
        assert!(reveals || !out.contains('\u{1b}'), "stdout acts on a terminal: {self}");
    }

    /// The exit code; 128 and more where it was killed, as a shell has it.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| 128 + self.status.signal().unwrap_or(0))
    }

    /// Its stdout as text.
    pub fn out(&self) -> String {
        String::from_utf8(self.stdout.clone()).expect("text on stdout")
    }

    /// Its stderr as text.
    pub fn err(&self) -> String {
        String::from_utf8(self.stderr.clone()).expect("text on stderr")
    }

    /// It must show this: stdout, stderr and exit code, with what varies made the same.
    #[track_caller]
    pub fn shows(self, expected: Expect) {
        expected.assert_eq(&self.to_string());
    }

    /// It must say this somewhere.
    #[track_caller]
    pub fn lacks(self, words: &str) -> Self {
        assert!(!self.shown.0.contains(words) && !self.shown.1.contains(words), "{words:?} in: {self}");
        self
    }

    /// These words stand somewhere in what was printed.
    pub fn says(self, words: &str) -> Self {
        assert!(self.shown.0.contains(words) || self.shown.1.contains(words), "no {words:?}: {self}");
        self
    }

    /// It must not say this anywhere.
    #[track_caller]
    pub fn omits(self, words: &str) -> Self {
        assert!(!self.shown.0.contains(words) && !self.shown.1.contains(words), "{words:?}: {self}");
        self
    }

    /// Nothing is on stdout.
    #[track_caller]
    pub fn silent(self) -> Self {
        assert!(self.stdout.is_empty(), "{self}");
        self
    }

    /// The answer as JSON: one object, one newline, schema and kind.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        let document = document(&self.out(), self);
        assert_ne!(document["kind"], "Error", "{self}");
        document
    }

    /// The failure as JSON: nothing on stdout, one line on stderr.
    #[track_caller]
    pub fn error(&self) -> serde_json::Value {
        assert!(self.stdout.is_empty(), "{self}");
        let document = document(&self.err(), self);
        assert_eq!(document["kind"], "Error", "{self}");
        let error = document["error"].clone();
        assert_eq!(error["exit"].as_i64(), Some(i64::from(self.code())), "{self}");
        for (field, kind) in [("code", "text"), ("message", "text"), ("hints", "list"), ("choices", "list")] {
            let right = if kind == "text" { error[field].is_string() } else { error[field].is_array() };
            assert!(right, "{field} is no {kind}: {self}");
        }
        assert!(error.get("flag").is_some_and(|flag| flag.is_string() || flag.is_null()), "{self}");
        error
    }
}

#[track_caller]
fn document(text: &str, output: &Output) -> serde_json::Value {
    let line = text.strip_suffix('\n').expect("a final newline");
    assert!(!line.contains('\n'), "not one line: {output}");
    let document: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(document["schema"], "envctl/v1", "{output}");
    assert!(document["kind"].is_string(), "{output}");
    crate::schemas::hold(&document);
    document
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (out, err) = &self.shown;
        writeln!(f, "$ envctl {}", self.typed)?;
        f.write_str(out)?;
        if !out.is_empty() && !out.ends_with('\n') {
            writeln!(f, "⏎")?;
        }
        if !err.is_empty() {
            writeln!(f, "------- stderr -------")?;
            f.write_str(err)?;
        }
        match self.status.signal() {
            Some(signal) => writeln!(f, "[signal {signal}]"),
            None => writeln!(f, "[exit {}]", self.code()),
        }
    }
}

/// The program in a terminal, which answers as a person would.
pub struct Terminal {
    session: PtySession,
    transcript: String,
}

impl Terminal {
    /// Waits until this was shown.
    #[track_caller]
    pub fn expect(&mut self, words: &str) -> &mut Self {
        // rexpect takes every byte for a character.
        let bytes: String = words.bytes().map(char::from).collect();
        match self.session.exp_string(&bytes) {
            Ok(before) => self.transcript += &(before + &bytes),
            Err(e) => panic!("no {words:?} after\n{}\n{e}", self.shown()),
        }
        self
    }

    /// Types a line.
    pub fn line(&mut self, line: &str) -> &mut Self {
        self.session.send_line(line).expect("typed");
        self
    }

    /// Types, without Enter.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.session.send(keys).expect("typed");
        self.session.flush().expect("typed");
        self
    }

    /// Types ^C.
    pub fn interrupt(&mut self) -> &mut Self {
        self.session.send_control('c').expect("typed");
        self
    }

    /// Waits for its end: all that was shown, and the exit code, 128 and more for a signal.
    #[track_caller]
    pub fn end(&mut self) -> (String, i32) {
        match self.session.exp_eof() {
            Ok(rest) => self.transcript += &rest,
            Err(e) => panic!("no end after\n{}\n{e}", self.shown()),
        }
        let status = self.session.process().wait().expect("its status");
        let code = match status {
            WaitStatus::Exited(_, code) => code,
            WaitStatus::Signaled(_, signal, _) => 128 + signal as i32,
            other => panic!("{other:?}"),
        };
        let shown = self.shown();
        assert!(!shown.contains("panicked"), "{shown}");
        (shown, code)
    }

    /// What was shown up to what was waited for.
    pub fn shown(&self) -> String {
        let bytes: Vec<u8> = self.transcript.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
        String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
    }
}
