//! `envctl help`: topics that belong to no one command, and the help of any command.

use crate::cli::context::Context;
use crate::cli::error::{self, Error, Result};

/// Show help for a command, or about a topic: context, environment, exit-codes, json
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  envctl help promote
  envctl help apps copy
  envctl help exit-codes")]
pub struct Args {
    /// A command, or a topic
    #[arg(value_name = "COMMAND|TOPIC")]
    words: Vec<String>,
}

/// The topics, with what they are about.
pub const TOPICS: [(&str, &str); 4] =
    [("context", CONTEXT), ("environment", ENVIRONMENT), ("exit-codes", EXIT_CODES), ("json", JSON)];

const CONTEXT: &str = "\
Which organization, project, environment and app a command is about. The first that says it counts.

              organization       environment                     app
  flag        --org              --env, or the command's own     the argument, or --app
  variable    ENVCTL_ORG         ENVCTL_ENV                      ENVCTL_APP
  manifest    org                                                the one whose path holds the directory
  saved       envctl use         envctl use                      never
  only one    taken              taken                           taken
  terminal    asked              asked                           asked
  otherwise   exit 2, with the flag to pass

The project is that of envctl.toml; outside of one it is named by --org ORG/PROJECT or ENVCTL_PROJECT.
--org ORG/PROJECT sets a manifest at hand aside; --org with another organization than the manifest's is an error.

There is no default environment. What `envctl use` saved counts for reads and for writes to environments that are not
protected, never in CI, and never for a rollback. Whoever gives rights (invite, access grant, tokens create) says on what
by flags alone.

envctl.toml is --config PATH, or ENVCTL_CONFIG, or the first one from here upwards. `--verbose` says where each part came
from; `envctl doctor` shows the file.
";

const ENVIRONMENT: &str = "\
Variables that envctl reads.

  ENVCTL_ORG, ENVCTL_PROJECT     organization and project
  ENVCTL_ENV, ENVCTL_APP         environment and app
  ENVCTL_CONFIG                  the manifest, or its directory; none ignores manifests
  ENVCTL_STORE                   the store
  ENVCTL_PROFILE                 which saved identity
  ENVCTL_TOKEN                   a token; alone enough for every command. ENVCTL_TOKEN_FILE: a file that holds it
  ENVCTL_KEYRING                 off: identities in files, not in the system keyring
  ENVCTL_JSON                    1: answers as JSON
  ENVCTL_NO_INPUT                1: never ask
  ENVCTL_HINTS                   0: no hints
  ENVCTL_TIMEOUT                 how long a command may take
  ENVCTL_CACHE                   off: `run` does not keep what it was given
  ENVCTL_SETUP_CODE              the code that a new server printed, for `orgs create` and `orgs push`
  ENVCTL_USER                    what the owner of a new organization is called
  ENVCTL_CONFIG_DIR, ENVCTL_DATA_DIR, ENVCTL_STATE_DIR, ENVCTL_CACHE_DIR
                                 folders, over XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME
  NO_COLOR, CLICOLOR, CLICOLOR_FORCE, FORCE_COLOR, TERM
                                 colours; --color is over all of them, then NO_COLOR
  CI                             set, and not 0 or false: no questions, no saved context, no hints
  GITHUB_ACTIONS                 secrets are masked, errors are annotations
  COLUMNS                        the width of tables

Variables that `envctl run` sets for its command, unless --no-meta:

  ENVCTL_ORG, ENVCTL_PROJECT, ENVCTL_ENV, ENVCTL_APP, ENVCTL_APP_VERSION

and promotions for their hooks, besides:

  ENVCTL_HOOK, ENVCTL_FROM_ENV, ENVCTL_PREVIOUS_VERSION, ENVCTL_ARTIFACT, ENVCTL_ROLLBACK, ENVCTL_FAILED_STEP

ENVCTL_TOKEN and ENVCTL_TOKEN_FILE are taken out of the command's environment, unless --pass-auth.
";

const EXIT_CODES: &str = "\
Exit codes of every command.

  0    done, or nothing to do
  1    failed, for a reason without a code of its own
  2    a flag or argument is wrong, or a value is missing and there is no terminal to ask on
  3    what was named is not there
  4    not signed in
  5    not allowed
  6    blocked: not confirmed, locked, waiting for approval
  7    conflict: it exists otherwise, it moved, a merge or sync cannot decide
  8    invalid: the manifest, a check, or a condition
  9    the store cannot be reached, is busy, or the time is up: trying again may help
  10   differs; only with --exit-code
  125  run: envctl failed before the command was started
  126  run: the command cannot be executed
  127  run: the command was not found
  128+N  run: the command was ended by signal N
  130  interrupted
";

const JSON: &str = "\
With --json, or ENVCTL_JSON=1, the answer is one JSON object on stdout: indented at a terminal, in one line in a pipe.

  {\"schema\":\"envctl/v1\",\"kind\":\"WriteResult\",\"changed\":true,\"rev\":58,…}

schema and kind are always there. Lists are {\"items\":[…],\"next\":null}. Writes have changed, rev and dry_run. What is not there is
null, never missing. Times are RFC 3339 in UTC. A secret is a fingerprint, fp, unless a command says that it reveals it.

On failure stdout is empty and stderr has one line:

  {\"schema\":\"envctl/v1\",\"kind\":\"Error\",\"error\":{\"code\":\"env_not_found\",\"exit\":3,\"message\":\"…\",\"hints\":[…]}}

Within v1 fields and kinds are added; none is renamed, retyped or removed. `envctl schema --list` names
the kinds, `envctl schema KIND` is the JSON Schema of one; without a kind it is that of envctl.toml.
";

/// Runs the command.
pub fn run(ctx: &Context, args: &Args) -> Result {
    if let [topic] = args.words.as_slice()
        && let Some((_, text)) = TOPICS.iter().find(|(name, _)| name == topic)
    {
        ctx.ui.payload(text.as_bytes())?;
        return Ok(error::OK);
    }
    let mut root = crate::cli::command();
    root.build();
    let mut command = root;
    for word in &args.words {
        let known: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
        let Some(below) = command.find_subcommand(word).cloned() else {
            let topics = TOPICS.iter().map(|(name, _)| (*name).to_owned());
            let all: Vec<String> = known.into_iter().chain(topics).collect();
            let what = format!("there is no command and no topic \"{}\"", args.words.join(" "));
            return Err(Error::new("unknown_command", error::USAGE, what).known(word, &all));
        };
        command = below;
    }
    let mut text = command.render_long_help().to_string();
    if args.words.is_empty() {
        let topics: Vec<&str> = TOPICS.iter().map(|(name, _)| *name).collect();
        text.push_str(&format!("\nTopics: {}. `envctl help TOPIC` shows one.\n", topics.join(", ")));
    }
    ctx.ui.payload(text.as_bytes())?;
    Ok(error::OK)
}
