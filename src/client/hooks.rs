//! Running a hook: a command of the manifest at hand, with the target's constants, its output line
//! by line with every secret taken out, ended when its time is up or it is told to stop.
//!
//! Values reach it through its environment and never through its arguments. It is a process group
//! of its own, so that what it has started ends with it.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::mask::Mask;

/// How often a running hook is looked after.
const TICK: Duration = Duration::from_millis(20);
/// How long a hook has to end once it was told to.
const GRACE: Duration = Duration::from_secs(5);
/// Longest line that is held back to be searched for secrets, in bytes.
const LINE_MAX: u64 = 64 * 1024;

/// What a hook runs with.
pub struct Surroundings<'s> {
    /// The folder that it runs in.
    pub folder: &'s Path,
    /// Its whole environment.
    pub env: Vec<(OsString, Zeroizing<Vec<u8>>)>,
    /// What must not be seen.
    pub mask: Mask,
    /// How long it may take.
    pub limit: Duration,
}

/// How a hook ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Well.
    Done,
    /// With a status, or by a signal.
    Failed(String),
    /// It took too long.
    Late,
    /// It was told to stop.
    Stopped,
    /// It could not be started.
    NotStarted(String),
}

/// Runs one command line. `stop` is asked all the while; `say` is given each line of its output.
pub fn run(
    line: &str,
    around: &Surroundings<'_>,
    stop: &dyn Fn() -> bool,
    say: &mut dyn FnMut(&str),
) -> Ending {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(line).current_dir(around.folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env_clear();
    for (name, value) in &around.env {
        command.env(name, os(value));
    }
    group(&mut command);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(e) => return Ending::NotStarted(e.to_string()),
    };
    // The child has them: what this process still holds of the values goes.
    drop(command);
    let (send, lines) = channel();
    pump(child.stdout.take(), send.clone());
    pump(child.stderr.take(), send);
    let began = Instant::now();
    let mut told: Option<(Instant, Ending)> = None;
    let ending = loop {
        drain(&lines, TICK, &around.mask, say);
        match child.try_wait() {
            Ok(Some(status)) => break told.map_or_else(|| ended(status), |(_, why)| why),
            Ok(None) => {}
            Err(e) => break Ending::Failed(e.to_string()),
        }
        match &told {
            Some((since, _)) if since.elapsed() >= GRACE => end(&mut child, true),
            Some(_) => {}
            None if stop() => {
                end(&mut child, false);
                told = Some((Instant::now(), Ending::Stopped));
            }
            None if began.elapsed() >= around.limit => {
                end(&mut child, false);
                told = Some((Instant::now(), Ending::Late));
            }
            None => {}
        }
    };
    if ending != Ending::Done {
        // What it has started does not outlive it.
        end(&mut child, true);
    }
    // What it left running in the background may hold its output open: that is not waited for.
    let until = Instant::now() + Duration::from_millis(200);
    while Instant::now() < until && drain(&lines, TICK, &around.mask, say) {}
    ending
}

/// Hands on what there is; false once there will be no more.
fn drain(lines: &Receiver<Vec<u8>>, wait: Duration, mask: &Mask, say: &mut dyn FnMut(&str)) -> bool {
    let mut wait = wait;
    loop {
        match lines.recv_timeout(wait) {
            Ok(line) => say(&String::from_utf8_lossy(&mask.whole(&line))),
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => {
                // Nobody speaks any more: without this the loop around would not rest.
                std::thread::sleep(wait);
                return false;
            }
        }
        wait = Duration::ZERO;
    }
}

/// Reads lines in a thread of its own.
fn pump(from: Option<impl Read + Send + 'static>, to: Sender<Vec<u8>>) {
    let Some(from) = from else { return };
    let read = move || {
        let mut from = BufReader::new(from);
        loop {
            let mut line = Vec::new();
            match from.by_ref().take(LINE_MAX).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {
                    while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                        line.pop();
                    }
                    if to.send(line).is_err() {
                        return;
                    }
                }
            }
        }
    };
    let _ = std::thread::Builder::new().name("hook".to_owned()).spawn(read);
}

#[cfg(unix)]
fn ended(status: std::process::ExitStatus) -> Ending {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(0), _) => Ending::Done,
        (Some(code), _) => Ending::Failed(format!("exit {code}")),
        (None, Some(signal)) => Ending::Failed(format!("killed by signal {signal}")),
        (None, None) => Ending::Failed("ended".to_owned()),
    }
}

#[cfg(not(unix))]
fn ended(status: std::process::ExitStatus) -> Ending {
    match status.code() {
        Some(0) => Ending::Done,
        Some(code) => Ending::Failed(format!("exit {code}")),
        None => Ending::Failed("ended".to_owned()),
    }
}

#[cfg(unix)]
fn group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn group(_: &mut Command) {}

/// Tells the hook and all that it has started to end, or ends them.
#[cfg(unix)]
fn end(child: &mut Child, now: bool) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let signal = if now { Signal::KILL } else { Signal::TERM };
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(pid, signal);
    }
}

#[cfg(not(unix))]
fn end(child: &mut Child, _: bool) {
    let _ = child.kill();
}

#[cfg(unix)]
fn os(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// What keeps a command line from being run, if it can be told: no such file, not executable, no
/// such program. What only a shell understands is left to it.
pub fn cannot_run(line: &str, folder: &Path, path: Option<&OsString>) -> Option<String> {
    let word = line.split_whitespace().next()?;
    const SHELL: [&str; 18] = [
        ".", ":", "[", "cd", "echo", "eval", "exec", "exit", "export", "false", "for", "if", "printf", "set",
        "test", "true", "while", "{",
    ];
    if SHELL.contains(&word) || word.contains(|c: char| "=$`\"'\\(){}[]*?~<>|&;!#".contains(c)) {
        return None;
    }
    if word.contains('/') {
        let file = folder.join(word);
        return match std::fs::metadata(&file) {
            Err(_) => Some(format!("{word}: no such file")),
            Ok(meta) if meta.is_dir() => Some(format!("{word} is a folder")),
            Ok(meta) if !executable(&meta) => Some(format!("{word} is not executable")),
            Ok(_) => None,
        };
    }
    let folders: Vec<PathBuf> = path.map(|path| std::env::split_paths(path).collect()).unwrap_or_default();
    let there = folders.iter().any(|folder| {
        std::fs::metadata(folder.join(word)).is_ok_and(|meta| meta.is_file() && executable(&meta))
    });
    (!there).then(|| format!("{word}: no such program"))
}

#[cfg(unix)]
fn executable(meta: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    meta.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn executable(_: &std::fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(secrets: &[&str], limit: u64) -> Surroundings<'static> {
        let path = (OsString::from("PATH"), Zeroizing::new(b"/usr/bin:/bin".to_vec()));
        Surroundings {
            folder: Path::new("/"),
            env: vec![path],
            mask: Mask::new(secrets.iter().map(|text| text.as_bytes())),
            limit: Duration::from_millis(limit),
        }
    }

    fn ran(line: &str, around: &Surroundings<'_>) -> (Ending, Vec<String>) {
        let mut said = Vec::new();
        let ending = run(line, around, &|| false, &mut |line| said.push(line.to_owned()));
        (ending, said)
    }

    #[test]
    fn endings_are_told_apart() {
        let around = around(&[], 10_000);
        assert_eq!(ran("exit 0", &around).0, Ending::Done);
        assert_eq!(ran("exit 7", &around).0, Ending::Failed("exit 7".to_owned()));
        assert_eq!(ran("kill -9 $$", &around).0, Ending::Failed("killed by signal 9".to_owned()));
        assert_eq!(ran("sleep 60", &self::around(&[], 50)).0, Ending::Late);
        let stopped = run("sleep 60", &around, &|| true, &mut |_| {});
        assert_eq!(stopped, Ending::Stopped);
        // What does not want to end is ended, with what it has started.
        let began = Instant::now();
        assert_eq!(ran("trap '' TERM; sleep 60 & sleep 60", &self::around(&[], 50)).0, Ending::Late);
        assert!(began.elapsed() < Duration::from_secs(20));
        // What it leaves in the background is not waited for.
        let began = Instant::now();
        assert_eq!(ran("sleep 3 & true", &around).0, Ending::Done);
        assert!(began.elapsed() < Duration::from_secs(3));
    }

    #[test]
    fn secrets_are_taken_out_of_what_it_says() {
        let around = around(&["hunter2-hunter", "hunter2", "one\ntwo-line", "abc"], 10_000);
        let (ending, said) =
            ran("echo a hunter2 b; echo xhunter2-hunterx >&2; echo one two-line; echo abc", &around);
        assert_eq!(ending, Ending::Done);
        let mut said = said;
        said.sort();
        assert_eq!(said, ["a **** b", "abc", "one ****", "x****x"]);
    }

    #[test]
    fn what_cannot_run_is_known_before() {
        let path = OsString::from("/usr/bin:/bin");
        let why = |line: &str| cannot_run(line, Path::new("/"), Some(&path));
        assert_eq!(why("sh -c true"), None);
        assert_eq!(why("./missing.sh now").as_deref(), Some("./missing.sh: no such file"));
        assert_eq!(
            why("no-such-program-anywhere").as_deref(),
            Some("no-such-program-anywhere: no such program")
        );
        assert_eq!(why("etc/").as_deref(), Some("etc/ is a folder"));
        for left in ["A=1 make", "$DEPLOY now", "(cd x && y)", "if true; then x; fi"] {
            assert_eq!(why(left), None, "{left}");
        }
    }
}
