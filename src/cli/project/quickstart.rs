//! `envctl quickstart`: a small, real project, walked from nothing to a released app and back,
//! with the commands that a user would type and their real output.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};
use crate::ui::Line;

/// Make a small project and walk it through its environments
///
/// In a new directory, on a store and with an identity of its own: nothing of yours is touched.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The directory to make (default: envctl-quickstart in the temporary directory)
    dir: Option<PathBuf>,
}

/// A command of the tour: what it shows, what is typed, what comes in on stdin.
struct Step {
    says: &'static str,
    typed: &'static str,
    stdin: Option<&'static str>,
    exit: i32,
}

const fn step(says: &'static str, typed: &'static str) -> Step {
    Step { says, typed, stdin: None, exit: 0 }
}

const STEPS: [Step; 21] = [
    step(
        "a project: two apps, three environments, an identity and a store of its own",
        "envctl init --project shop --envs development,staging,production --apps api,web",
    ),
    step(
        "a plain constant stands in envctl.toml",
        "envctl set LOG_LEVEL=debug --plain --env development,staging",
    ),
    step("", "envctl set LOG_LEVEL=warn --plain --env production"),
    Step {
        stdin: Some("postgres://dev:dev@localhost/shop"),
        ..step(
            "a secret is sealed for its environment, and never echoed",
            "envctl set DATABASE_URL --env development",
        )
    },
    Step {
        stdin: Some("sk_test_4eC39HqLyjWDarjtT1zdp7dc"),
        ..step("", "envctl set STRIPE_KEY --env development")
    },
    step(
        "the draft of web becomes v1, which does not change any more",
        "envctl publish web --artifact sha256:7f2c --name \"first shop\"",
    ),
    Step {
        exit: 8,
        ..step(
            "promotion is checked before it happens: staging lacks what web needs",
            "envctl promote web --to staging",
        )
    },
    Step {
        stdin: Some("postgres://stg:s3cret@db.staging/shop"),
        ..step("", "envctl set DATABASE_URL --env staging")
    },
    Step { stdin: Some("sk_test_51H8staging"), ..step("", "envctl set STRIPE_KEY --env staging") },
    step("", "envctl promote web --to staging"),
    Step {
        stdin: Some("postgres://shop:0nly-prod@db.prod/shop"),
        ..step("", "envctl set DATABASE_URL --env production")
    },
    Step { stdin: Some("sk_live_9aXproduction"), ..step("", "envctl set STRIPE_KEY --env production") },
    step("", "envctl promote web --to production"),
    step("only a release makes it live for end users", "envctl release web --env production"),
    step(
        "a second version goes the same way",
        "envctl publish web --artifact sha256:b20e --name \"bigger cart\"",
    ),
    step("", "envctl promote web --to staging"),
    step("", "envctl promote web --to production"),
    step("", "envctl release web --env production"),
    step(
        "run starts a real process with the values of the environment",
        "envctl run --env production --app web -- sh -c 'echo \"$ENVCTL_APP_VERSION logs at $LOG_LEVEL to ${DATABASE_URL##*@}\"'",
    ),
    step(
        "it is broken: back to the version before",
        "envctl rollback web --env production -m \"checkout broken\"",
    ),
    step("where everything stands", "envctl status"),
];
const LAST: [Step; 2] = [
    step("who did what", "envctl log --oneline --limit 8"),
    step("and every change is signed", "envctl audit verify"),
];

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    let dir = match &args.dir {
        Some(dir) => ctx.cwd.join(dir),
        None => std::env::temp_dir().join(format!("envctl-quickstart-{}", std::process::id())),
    };
    if std::fs::symlink_metadata(&dir).is_ok() {
        return Err(Error::new(
            "directory_exists",
            error::CONFLICT,
            format!("{} exists: the quickstart makes a new directory", dir.display()),
        ));
    }
    let tour = Tour::prepare(&dir)?;
    ctx.ui.note(Line::new().dim(format!("in {}", dir.display())));
    for step in STEPS.iter().chain(&LAST) {
        tour.take(ctx, step)?;
    }
    ctx.ui.payload(b"\n")?;
    ctx.ui.note(format!(
        "that was envctl. The project is in {}; delete the folder when you are done.",
        dir.display()
    ));
    ctx.ui.note("in a project of yours: envctl init");
    Ok(error::OK)
}

/// The folder, and the program that is shown.
struct Tour {
    project: PathBuf,
    home: PathBuf,
    program: PathBuf,
}

impl Tour {
    fn prepare(dir: &Path) -> Result<Tour> {
        let failed = |e: std::io::Error| {
            Error::new("io", error::FAILED, format!("cannot make {}: {e}", dir.display()))
        };
        let (project, home) = (dir.join("shop"), dir.join("home"));
        for folder in [project.join("apps/web"), project.join("services/api"), home.clone()] {
            std::fs::create_dir_all(&folder).map_err(failed)?;
        }
        std::fs::write(project.join("apps/web/package.json"), "{ \"name\": \"web\", \"private\": true }\n")
            .map_err(failed)?;
        std::fs::write(project.join("services/api/go.mod"), "module shop/api\n").map_err(failed)?;
        let program = std::env::current_exe().map_err(failed)?;
        Ok(Tour { project, home, program })
    }

    fn take(&self, ctx: &Context, step: &Step) -> Result<()> {
        let pipe = step.stdin.map(|text| format!("printf %s '{text}' | ")).unwrap_or_default();
        let shown = match step.says {
            "" => format!("\n$ {pipe}{}\n", step.typed),
            says => format!("\n# {says}\n$ {pipe}{}\n", step.typed),
        };
        ctx.ui.payload(shown.as_bytes())?;
        let words = words(step.typed);
        let mut command = Command::new(&self.program);
        command.args(&words[1..]).current_dir(&self.project).env_clear();
        for name in ["PATH", "TERM", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SYSTEMROOT", "NO_COLOR"] {
            if let Some(value) = ctx.vars.get(&OsString::from(name)) {
                command.env(name, value);
            }
        }
        command
            .env("HOME", &self.home)
            .env("USER", "you@example.com")
            .env("ENVCTL_KEYRING", "off")
            .env("ENVCTL_NO_INPUT", "1");
        // The output is what a person would see, though a pipe takes it on its way to our stdout.
        command.env("ENVCTL_FORCE_TTY", "1").env("COLUMNS", "100");
        if !ctx.ui.stdout_is_terminal() {
            command.env("NO_COLOR", "1");
        }
        let failed = |e: std::io::Error| {
            Error::new("io", error::FAILED, format!("cannot run {}: {e}", self.program.display()))
        };
        command.stdin(if step.stdin.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        if let (Some(text), Some(mut stdin)) = (step.stdin, child.stdin.take()) {
            std::io::Write::write_all(&mut stdin, text.as_bytes()).map_err(failed)?;
        }
        let output = child.wait_with_output().map_err(failed)?;
        // What was said comes before what was answered, as at a terminal.
        ctx.ui.payload(&output.stderr)?;
        ctx.ui.payload(&output.stdout)?;
        match output.status.code() {
            Some(code) if code == step.exit => Ok(()),
            code => Err(Error::new(
                "quickstart",
                error::FAILED,
                format!("`{}` ended with {code:?}, not {}", step.typed, step.exit),
            )),
        }
    }
}

/// Splits a command of the tour as a shell would: words, and quotes around them.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(q)) if c == q => quote = None,
            (' ', None) => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            (c, _) => word.push(c),
        }
    }
    words.push(word);
    words
}
