# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_envctl_global_optspecs
    string join \n o/org= e/env= a/app= c/config= C= store= profile= j/json= q/quiet v/verbose color= y/yes no-input timeout= h/help V/version
end

function __fish_envctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_envctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_envctl_using_subcommand
    set -l cmd (__fish_envctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c envctl -n "__fish_envctl_needs_command" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_needs_command" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_needs_command" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_needs_command" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_needs_command" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_needs_command" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_needs_command" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_needs_command" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_needs_command" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_needs_command" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_needs_command" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_needs_command" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_needs_command" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_needs_command" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_needs_command" -s V -l version -d 'Print version'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "init" -d 'Start a project here'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "status" -d 'Show where everything stands'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "st" -d 'Show where everything stands'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "set" -d 'Set constants'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "get" -d 'Print the value of a constant'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "unset" -d 'Remove the value of a constant'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "run" -d 'Run a command with its constants'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "diff" -d 'Show what differs'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "sync" -d 'Bring envctl.toml and the store together'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "pull" -d 'Bring what the store changed into envctl.toml'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "push" -d 'Bring what envctl.toml changed into the store'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "publish" -d 'Freeze the draft of an app as a version'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "promote" -d 'Move a version to another environment'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "release" -d 'Make the version in the last environment live'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "rollback" -d 'Go back to an earlier version'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "merge" -d 'Bring values of one environment into another'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "check" -d 'Check versions against an environment, or everything where it stands'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "log" -d 'Show what changed, by whom'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "use" -d 'Save the default organization or environment'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "constants" -d 'List, declare, set, get, unset, rotate, import and export constants'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "const" -d 'List, declare, set, get, unset, rotate, import and export constants'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "explain" -d 'Say where the value of a constant comes from, and what loses against it'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "import" -d 'Import constants from a file'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "export" -d 'Export constants in the format of another tool'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "orgs" -d 'List, create and show organizations'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "projects" -d 'List and show projects'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "envs" -d 'List, create, colour, rename and delete environments'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "apps" -d 'List, create and delete apps, and list their versions'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "templates" -d 'List, show, export, create and delete templates of environments'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "datasources" -d 'List, declare, set and delete datasources'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "ds" -d 'List, declare, set and delete datasources'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "flags" -d 'List, set, check and delete feature flags'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "members" -d 'List members, change their role, remove them'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "groups" -d 'List, create, fill and delete groups'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "access" -d 'List, explain, give and take rights'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "tokens" -d 'Create, list and revoke tokens'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "invite" -d 'Invite somebody to the organization'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "join" -d 'Join an organization by the code of an invitation'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "login" -d 'Make an identity for this machine, or show the one that it has'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "logout" -d 'Forget this machine\'s identity'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "whoami" -d 'Show who you are to the store, and your devices'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "recovery" -d 'Try the recovery key, or let an owner in again with it'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "audit" -d 'Verify the signed log'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "quickstart" -d 'Make a small project and walk it through its environments'
complete -c envctl -n "__fish_envctl_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c envctl -n "__fish_envctl_using_subcommand init" -l project -d 'Name of the project (default: that of the directory)' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -l envs -d 'Environments in promotion order' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -l template -d 'Environments, policies, declarations and plain values as a template has them: a name, or a file' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -l apps -d 'Apps (default: those found in the directory)' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -l from -d 'Start from a project that a store has: ORG/PROJECT, or file:PATH of a store' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand init" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand init" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand init" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand init" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand init" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand init" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand init" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand init" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand init" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand status" -l at -d 'As of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand status" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand status" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand status" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand status" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand status" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand status" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand status" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand status" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand status" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand status" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand status" -l short -d 'One line, for shell prompts'
complete -c envctl -n "__fish_envctl_using_subcommand status" -l exit-code -d 'Exit 10 if the manifest and the store differ'
complete -c envctl -n "__fish_envctl_using_subcommand status" -l all -d 'Every manifest of the workspace'
complete -c envctl -n "__fish_envctl_using_subcommand status" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand status" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand status" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand status" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand status" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand st" -l at -d 'As of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand st" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand st" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand st" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand st" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand st" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand st" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand st" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand st" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand st" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand st" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand st" -l short -d 'One line, for shell prompts'
complete -c envctl -n "__fish_envctl_using_subcommand st" -l exit-code -d 'Exit 10 if the manifest and the store differ'
complete -c envctl -n "__fish_envctl_using_subcommand st" -l all -d 'Every manifest of the workspace'
complete -c envctl -n "__fish_envctl_using_subcommand st" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand st" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand st" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand st" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand st" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand set" -l from-file -d 'Take the value of KEY from a file' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -l merge -d 'Whether its values travel when environments are merged: always (as plain ones do) or never (as secrets do). KEY alone, without --env, changes nothing but this' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand set" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand set" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand set" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand set" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand set" -l secret -d 'New constants are secret'
complete -c envctl -n "__fish_envctl_using_subcommand set" -l plain -d 'New constants are plain: readable by whoever sees the environment, and kept in envctl.toml'
complete -c envctl -n "__fish_envctl_using_subcommand set" -l allow-empty -d 'Store "" where a value is empty'
complete -c envctl -n "__fish_envctl_using_subcommand set" -l raw -d 'Keep every byte of stdin or a file, the final newline too'
complete -c envctl -n "__fish_envctl_using_subcommand set" -l all-envs -d 'In every environment'
complete -c envctl -n "__fish_envctl_using_subcommand set" -l allow-dangerous-name -d 'Allow names like PATH or LD_PRELOAD, which act upon every consumer'
complete -c envctl -n "__fish_envctl_using_subcommand set" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand set" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand set" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand set" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand set" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand set" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand get" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand get" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand get" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand get" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand get" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand get" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand get" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand get" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand get" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand get" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand get" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand get" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand get" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand get" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand get" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand get" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand unset" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand unset" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand unset" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand unset" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand unset" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand unset" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand unset" -l declaration -d 'Remove the constant everywhere, with its declaration'
complete -c envctl -n "__fish_envctl_using_subcommand unset" -l all-envs -d 'In every environment'
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand unset" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand unset" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand run" -l only -d 'Only these constants' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -l preserve-env -d 'Let inherited variables win, all or these' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -l pristine -d 'Start from nothing but PATH, HOME and the like; `strict`: from nothing at all' -r -f -a "usual\t''
strict\t''"
complete -c envctl -n "__fish_envctl_using_subcommand run" -l set -d 'Set one more variable, over everything else' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -l app-version -d 'Run this version\'s constants instead of those of the version that is there' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -l shell -d 'Run a line of /bin/sh' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand run" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand run" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand run" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand run" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand run" -l no-meta -d 'Do not set ENVCTL_ENV, ENVCTL_APP and the like for the command'
complete -c envctl -n "__fish_envctl_using_subcommand run" -l pass-auth -d 'Leave ENVCTL_TOKEN in the command\'s environment'
complete -c envctl -n "__fish_envctl_using_subcommand run" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand run" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand run" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand run" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand run" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l only -d 'Only paths that begin so: constants.LOG_LEVEL, apps.web' -r
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l at -d 'FROM as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l name-only -d 'Names of what differs, one a line'
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l stat -d 'Counts only'
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l exit-code -d 'Exit 10 if anything differs'
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l all -d 'Every manifest of the workspace, against the store'
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand diff" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand diff" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l prefer -d 'Which side wins where both changed something' -r -f -a "manifest\t''
store\t''"
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l resolve -d 'Which side one conflict is resolved to: PATH=manifest or PATH=store' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l pull -d 'Only bring what the store changed into envctl.toml'
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l push -d 'Only bring what envctl.toml changed into the store'
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l all -d 'Every manifest of the workspace'
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand sync" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand sync" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l prefer -d 'Which side wins where both changed something' -r -f -a "manifest\t''
store\t''"
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l resolve -d 'Which side one conflict is resolved to: PATH=manifest or PATH=store' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l all -d 'Every manifest of the workspace'
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand pull" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand pull" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand push" -l prefer -d 'Which side wins where both changed something' -r -f -a "manifest\t''
store\t''"
complete -c envctl -n "__fish_envctl_using_subcommand push" -l resolve -d 'Which side one conflict is resolved to: PATH=manifest or PATH=store' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand push" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand push" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand push" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand push" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand push" -l all -d 'Every manifest of the workspace'
complete -c envctl -n "__fish_envctl_using_subcommand push" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand push" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand push" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand push" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand push" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand push" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand publish" -l artifact -d 'What is deployed: an image digest, a commit, anything' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -l name -d 'A name for people' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand publish" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand publish" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand publish" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand publish" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand publish" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l to -d 'The environment to promote to' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l from -d 'The environment to promote from (default: the one before)' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l accept -d 'Accept one finding, as PF2:KEY, where the environment lets it; takes --reason' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l reason -d 'Why a rule is set aside: shown with the version for ever' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l wait -d 'How long to wait for what passes by itself: a freeze, a lock, a soak, another promotion' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l plan -d 'Apply exactly the plan that --dry-run showed, or fail' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l all -d 'Every app'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l publish -d 'Publish the draft first where it has changes, in the same commit'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l allow-downgrade -d 'Let a lower version replace a higher one'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l skip-stage -d 'Go past the environment between; takes the right to approve, and --reason'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l unpin -d 'Take off a pin to another version'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l resume -d 'Bring in what was rolled back from'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l release -d 'Make it live as well, in the last environment'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l redeploy -d 'Deploy the version again that is there already'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l through -d 'Through the environments between, one after another, each with its own checks'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l no-hooks -d 'Leave out the hooks of envctl.toml'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l retry -d 'Go on from the hook that failed'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l summary -d 'Append a summary to $GITHUB_STEP_SUMMARY'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand promote" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand release" -l wait -d 'How long to wait for what passes by itself: a freeze, a lock, a promotion under way' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -l plan -d 'Apply exactly the plan that --dry-run showed, or fail' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand release" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand release" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand release" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand release" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand release" -l summary -d 'Append a summary to $GITHUB_STEP_SUMMARY'
complete -c envctl -n "__fish_envctl_using_subcommand release" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand release" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand release" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand release" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand release" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand release" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l to -d 'A version that was there before' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l steps -d 'How many versions back' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l at -d 'Instead of an app: values, back to what they were at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l only -d 'Only these values: KEY, apps.APP, datasources.NAME, …' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l plan -d 'Apply exactly the plan that --dry-run showed, or fail' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l with-constants -d 'Plain constants that it needs as well, to what they were when it was last there'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l unpin -d 'Take off a pin to another version'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l no-hooks -d 'Leave out the hooks of envctl.toml'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l retry -d 'Go on from the hook that failed'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l summary -d 'Append a summary to $GITHUB_STEP_SUMMARY'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand rollback" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l from -d 'The environment whose values are merged' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l into -d 'The environment that they are merged into' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l only -d 'Only these: KEY, apps.APP, datasources.NAME, …; the others stay for a later merge' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l exclude -d 'All but these; they stay for a later merge' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l prefer -d 'Decide every conflict for one side' -r -f -a "source\t''
target\t''"
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l resolve -d 'Decide one conflict: source, target, skip, value:TEXT or file:PATH' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l reapply -d 'Take again what a rollback undid' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l plan -d 'Apply exactly the plan that --dry-run showed, or fail' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l skip-unreadable -d 'Leave out the secrets that cannot be read, for somebody else to merge'
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l ours -d 'As --prefer target'
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l theirs -d 'As --prefer source'
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand merge" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand merge" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand check" -l in -d 'The environment that they are to be in' -r
complete -c envctl -n "__fish_envctl_using_subcommand check" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand check" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand check" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand check" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand check" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand check" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand check" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand check" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand check" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand check" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand check" -l strict -d 'Warnings fail as well'
complete -c envctl -n "__fish_envctl_using_subcommand check" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand check" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand check" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand check" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand check" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand log" -l since -d 'Only after: a time, a date, or how long ago (7d, 2h)' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -l until -d 'Only before' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -l author -d 'Only by this member' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -l action -d 'Only this action: set, promote, …' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -l limit -d 'At most so many' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -l after -d 'Go on after this cursor of an earlier answer' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -l at -d 'As of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand log" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand log" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand log" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand log" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand log" -s p -l patch -d 'Show the changes'
complete -c envctl -n "__fish_envctl_using_subcommand log" -l oneline -d 'One line each'
complete -c envctl -n "__fish_envctl_using_subcommand log" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand log" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand log" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand log" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand log" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand use" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand use" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand use" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand use" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand use" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand use" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand use" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand use" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand use" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand use" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand use" -l clear -d 'Forget what was saved'
complete -c envctl -n "__fish_envctl_using_subcommand use" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand use" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand use" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand use" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand use" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "list" -d 'List constants'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "ls" -d 'List constants'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "set" -d 'Set constants'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "get" -d 'Print the value of a constant'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "unset" -d 'Remove the value of a constant'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "edit" -d 'Declare a constant, or change its rules'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "rotate" -d 'Give a secret a new value'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "import" -d 'Import constants from a file'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "export" -d 'Export constants in the format of another tool'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -l missing -d 'Only those that have no value'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -l compare -d 'One column for each environment'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -l reveal -d 'Show the values of secrets'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -l missing -d 'Only those that have no value'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -l compare -d 'One column for each environment'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -l reveal -d 'Show the values of secrets'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l from-file -d 'Take the value of KEY from a file' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l merge -d 'Whether its values travel when environments are merged: always (as plain ones do) or never (as secrets do). KEY alone, without --env, changes nothing but this' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l secret -d 'New constants are secret'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l plain -d 'New constants are plain: readable by whoever sees the environment, and kept in envctl.toml'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l allow-empty -d 'Store "" where a value is empty'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l raw -d 'Keep every byte of stdin or a file, the final newline too'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l all-envs -d 'In every environment'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l allow-dangerous-name -d 'Allow names like PATH or LD_PRELOAD, which act upon every consumer'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -l declaration -d 'Remove the constant everywhere, with its declaration'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -l all-envs -d 'In every environment'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l required -d 'Whether every environment must have a value' -r -f -a "on\t''
off\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l private -d 'Whether copies of apps and templates leave its values out' -r -f -a "on\t''
off\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l description -d 'What it is; `none` takes it away' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l pattern -d 'A regular expression that its values match; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l one-of -d 'The only values that it may have; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l default -d 'The value where an environment has none; or `none`. Not for secrets' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l merge -d 'Whether its values travel when environments are merged: always, never; or `none`: as its kind does' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l rotate -d 'How old a value may grow: 90d, 12h; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l secret -d 'Its values are sealed'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l plain -d 'Its values are readable by whoever sees the environment, and kept in envctl.toml'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l generate -d 'Make the value: hex:N or base64:N of N random bytes, alnum:N letters and digits, or uuid' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l exec -d 'Take what this command prints, run by /bin/sh; one final newline is dropped' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l keep-old -d 'Keep the value that it had as KEY_PREVIOUS, for whoever still uses it'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s f -l format -d 'The format; without it, by the file\'s name and content' -r -f -a "auto\t'by the name and content of the file'
dotenv\t'.env files, in one of several dialects'
shell\t'sh, bash, dash, zsh: eval "$(envctl export -f shell)"'
fish\t'fish: envctl export -f fish | source'
json\t'one flat object of strings'
yaml\t'one flat mapping of strings'
toml\t'one flat table of strings'
docker\t'docker run --env-file'
compose\t'docker compose --env-file, and env_file: of a service'
k8s\t'kubectl apply: secrets in a Secret, the others in a ConfigMap'
k8s-secret\t'kubectl apply: all of it in one Secret'
k8s-configmap\t'kubectl apply: all of it in one ConfigMap, secrets refused'
github-env\t'variables for later steps: appended to $GITHUB_ENV'
github-output\t'outputs of a step: appended to $GITHUB_OUTPUT'
gitlab-dotenv\t'GitLab\'s artifacts:reports:dotenv'
systemd\t'EnvironmentFile= of a unit'
tfvars\t'Terraform and OpenTofu: -var-file'
env0\t'NUL after each, as env -0 and xargs -0 have it'"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l dialect -d 'dotenv: whose; posix, node, python, compose or docker' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l flatten -d 'json, yaml, toml: join the names of nested objects by this' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l only -d 'Only these constants, as they are called here' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l prefix -d 'Put PREFIX before each name of the file' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l map -d 'Call OLD in the file NEW here' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l strict -d 'Fail where a line could mean two things'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l expand -d 'dotenv: replace $NAME by what the same file set before'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l plain -d 'New constants are plain'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l overwrite -d 'Replace values that differ'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l prune -d 'Remove the values that the file does not have; of those of --only and --prefix'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l allow-dangerous-name -d 'Allow names like PATH or LD_PRELOAD, which act upon every consumer'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s f -l format -d 'The format' -r -f -a "dotenv\t'.env files, in one of several dialects'
shell\t'sh, bash, dash, zsh: eval "$(envctl export -f shell)"'
fish\t'fish: envctl export -f fish | source'
json\t'one flat object of strings'
yaml\t'one flat mapping of strings'
toml\t'one flat table of strings'
docker\t'docker run --env-file'
compose\t'docker compose --env-file, and env_file: of a service'
k8s\t'kubectl apply: secrets in a Secret, the others in a ConfigMap'
k8s-secret\t'kubectl apply: all of it in one Secret'
k8s-configmap\t'kubectl apply: all of it in one ConfigMap, secrets refused'
github-env\t'variables for later steps: appended to $GITHUB_ENV'
github-output\t'outputs of a step: appended to $GITHUB_OUTPUT'
gitlab-dotenv\t'GitLab\'s artifacts:reports:dotenv'
systemd\t'EnvironmentFile= of a unit'
tfvars\t'Terraform and OpenTofu: -var-file'
env0\t'NUL after each, as env -0 and xargs -0 have it'"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l dialect -d 'dotenv: whose; posix, node, python, compose or docker' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l output -d 'Write to a file, mode 0600, in one step' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l only -d 'Only these constants' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l encoding -d 'json: base64 of every value, for values that are not text' -r -f -a "base64\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l name -d 'k8s: the name of the objects; otherwise that of the app or the project' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l namespace -d 'k8s: the namespace of the objects' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l labels -d 'k8s: labels of the objects' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l strict -d 'Fail where readers of the format differ'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l force -d 'Replace the file if it exists; names in it that are no constants here are kept'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l allow-tracked -d 'Write inside a git work tree to a file that git does not ignore'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l plain-only -d 'Only plain constants'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l reveal -d 'Show secrets on a terminal, and write them into a gitlab-dotenv report'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l no-mask -d 'Do not ask the runner of GitHub Actions to mask secrets'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l header -d 'Begin with a comment that says what it is'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand constants; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "list" -d 'List constants'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "ls" -d 'List constants'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "set" -d 'Set constants'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "get" -d 'Print the value of a constant'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "unset" -d 'Remove the value of a constant'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "edit" -d 'Declare a constant, or change its rules'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "rotate" -d 'Give a secret a new value'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "import" -d 'Import constants from a file'
complete -c envctl -n "__fish_envctl_using_subcommand const; and not __fish_seen_subcommand_from list ls set get unset edit rotate import export" -f -a "export" -d 'Export constants in the format of another tool'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -l missing -d 'Only those that have no value'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -l compare -d 'One column for each environment'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -l reveal -d 'Show the values of secrets'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -l missing -d 'Only those that have no value'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -l compare -d 'One column for each environment'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -l reveal -d 'Show the values of secrets'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l from-file -d 'Take the value of KEY from a file' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l merge -d 'Whether its values travel when environments are merged: always (as plain ones do) or never (as secrets do). KEY alone, without --env, changes nothing but this' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l secret -d 'New constants are secret'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l plain -d 'New constants are plain: readable by whoever sees the environment, and kept in envctl.toml'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l allow-empty -d 'Store "" where a value is empty'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l raw -d 'Keep every byte of stdin or a file, the final newline too'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l all-envs -d 'In every environment'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l allow-dangerous-name -d 'Allow names like PATH or LD_PRELOAD, which act upon every consumer'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -l declaration -d 'Remove the constant everywhere, with its declaration'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -l all-envs -d 'In every environment'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l required -d 'Whether every environment must have a value' -r -f -a "on\t''
off\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l private -d 'Whether copies of apps and templates leave its values out' -r -f -a "on\t''
off\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l description -d 'What it is; `none` takes it away' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l pattern -d 'A regular expression that its values match; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l one-of -d 'The only values that it may have; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l default -d 'The value where an environment has none; or `none`. Not for secrets' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l merge -d 'Whether its values travel when environments are merged: always, never; or `none`: as its kind does' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l rotate -d 'How old a value may grow: 90d, 12h; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l secret -d 'Its values are sealed'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l plain -d 'Its values are readable by whoever sees the environment, and kept in envctl.toml'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l generate -d 'Make the value: hex:N or base64:N of N random bytes, alnum:N letters and digits, or uuid' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l exec -d 'Take what this command prints, run by /bin/sh; one final newline is dropped' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l keep-old -d 'Keep the value that it had as KEY_PREVIOUS, for whoever still uses it'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s f -l format -d 'The format; without it, by the file\'s name and content' -r -f -a "auto\t'by the name and content of the file'
dotenv\t'.env files, in one of several dialects'
shell\t'sh, bash, dash, zsh: eval "$(envctl export -f shell)"'
fish\t'fish: envctl export -f fish | source'
json\t'one flat object of strings'
yaml\t'one flat mapping of strings'
toml\t'one flat table of strings'
docker\t'docker run --env-file'
compose\t'docker compose --env-file, and env_file: of a service'
k8s\t'kubectl apply: secrets in a Secret, the others in a ConfigMap'
k8s-secret\t'kubectl apply: all of it in one Secret'
k8s-configmap\t'kubectl apply: all of it in one ConfigMap, secrets refused'
github-env\t'variables for later steps: appended to $GITHUB_ENV'
github-output\t'outputs of a step: appended to $GITHUB_OUTPUT'
gitlab-dotenv\t'GitLab\'s artifacts:reports:dotenv'
systemd\t'EnvironmentFile= of a unit'
tfvars\t'Terraform and OpenTofu: -var-file'
env0\t'NUL after each, as env -0 and xargs -0 have it'"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l dialect -d 'dotenv: whose; posix, node, python, compose or docker' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l flatten -d 'json, yaml, toml: join the names of nested objects by this' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l only -d 'Only these constants, as they are called here' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l prefix -d 'Put PREFIX before each name of the file' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l map -d 'Call OLD in the file NEW here' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l strict -d 'Fail where a line could mean two things'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l expand -d 'dotenv: replace $NAME by what the same file set before'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l plain -d 'New constants are plain'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l overwrite -d 'Replace values that differ'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l prune -d 'Remove the values that the file does not have; of those of --only and --prefix'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l allow-dangerous-name -d 'Allow names like PATH or LD_PRELOAD, which act upon every consumer'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s f -l format -d 'The format' -r -f -a "dotenv\t'.env files, in one of several dialects'
shell\t'sh, bash, dash, zsh: eval "$(envctl export -f shell)"'
fish\t'fish: envctl export -f fish | source'
json\t'one flat object of strings'
yaml\t'one flat mapping of strings'
toml\t'one flat table of strings'
docker\t'docker run --env-file'
compose\t'docker compose --env-file, and env_file: of a service'
k8s\t'kubectl apply: secrets in a Secret, the others in a ConfigMap'
k8s-secret\t'kubectl apply: all of it in one Secret'
k8s-configmap\t'kubectl apply: all of it in one ConfigMap, secrets refused'
github-env\t'variables for later steps: appended to $GITHUB_ENV'
github-output\t'outputs of a step: appended to $GITHUB_OUTPUT'
gitlab-dotenv\t'GitLab\'s artifacts:reports:dotenv'
systemd\t'EnvironmentFile= of a unit'
tfvars\t'Terraform and OpenTofu: -var-file'
env0\t'NUL after each, as env -0 and xargs -0 have it'"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l dialect -d 'dotenv: whose; posix, node, python, compose or docker' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l output -d 'Write to a file, mode 0600, in one step' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l only -d 'Only these constants' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l encoding -d 'json: base64 of every value, for values that are not text' -r -f -a "base64\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l name -d 'k8s: the name of the objects; otherwise that of the app or the project' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l namespace -d 'k8s: the namespace of the objects' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l labels -d 'k8s: labels of the objects' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l strict -d 'Fail where readers of the format differ'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l force -d 'Replace the file if it exists; names in it that are no constants here are kept'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l allow-tracked -d 'Write inside a git work tree to a file that git does not ignore'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l plain-only -d 'Only plain constants'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l reveal -d 'Show secrets on a terminal, and write them into a gitlab-dotenv report'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l no-mask -d 'Do not ask the runner of GitHub Actions to mask secrets'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l header -d 'Begin with a comment that says what it is'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand const; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c envctl -n "__fish_envctl_using_subcommand explain" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand explain" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand explain" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand explain" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand explain" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand explain" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand explain" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand import" -s f -l format -d 'The format; without it, by the file\'s name and content' -r -f -a "auto\t'by the name and content of the file'
dotenv\t'.env files, in one of several dialects'
shell\t'sh, bash, dash, zsh: eval "$(envctl export -f shell)"'
fish\t'fish: envctl export -f fish | source'
json\t'one flat object of strings'
yaml\t'one flat mapping of strings'
toml\t'one flat table of strings'
docker\t'docker run --env-file'
compose\t'docker compose --env-file, and env_file: of a service'
k8s\t'kubectl apply: secrets in a Secret, the others in a ConfigMap'
k8s-secret\t'kubectl apply: all of it in one Secret'
k8s-configmap\t'kubectl apply: all of it in one ConfigMap, secrets refused'
github-env\t'variables for later steps: appended to $GITHUB_ENV'
github-output\t'outputs of a step: appended to $GITHUB_OUTPUT'
gitlab-dotenv\t'GitLab\'s artifacts:reports:dotenv'
systemd\t'EnvironmentFile= of a unit'
tfvars\t'Terraform and OpenTofu: -var-file'
env0\t'NUL after each, as env -0 and xargs -0 have it'"
complete -c envctl -n "__fish_envctl_using_subcommand import" -l dialect -d 'dotenv: whose; posix, node, python, compose or docker' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -l flatten -d 'json, yaml, toml: join the names of nested objects by this' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -l only -d 'Only these constants, as they are called here' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -l prefix -d 'Put PREFIX before each name of the file' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -l map -d 'Call OLD in the file NEW here' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand import" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand import" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand import" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand import" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand import" -l strict -d 'Fail where a line could mean two things'
complete -c envctl -n "__fish_envctl_using_subcommand import" -l expand -d 'dotenv: replace $NAME by what the same file set before'
complete -c envctl -n "__fish_envctl_using_subcommand import" -l plain -d 'New constants are plain'
complete -c envctl -n "__fish_envctl_using_subcommand import" -l overwrite -d 'Replace values that differ'
complete -c envctl -n "__fish_envctl_using_subcommand import" -l prune -d 'Remove the values that the file does not have; of those of --only and --prefix'
complete -c envctl -n "__fish_envctl_using_subcommand import" -l allow-dangerous-name -d 'Allow names like PATH or LD_PRELOAD, which act upon every consumer'
complete -c envctl -n "__fish_envctl_using_subcommand import" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand import" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand import" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand import" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand import" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c envctl -n "__fish_envctl_using_subcommand export" -s f -l format -d 'The format' -r -f -a "dotenv\t'.env files, in one of several dialects'
shell\t'sh, bash, dash, zsh: eval "$(envctl export -f shell)"'
fish\t'fish: envctl export -f fish | source'
json\t'one flat object of strings'
yaml\t'one flat mapping of strings'
toml\t'one flat table of strings'
docker\t'docker run --env-file'
compose\t'docker compose --env-file, and env_file: of a service'
k8s\t'kubectl apply: secrets in a Secret, the others in a ConfigMap'
k8s-secret\t'kubectl apply: all of it in one Secret'
k8s-configmap\t'kubectl apply: all of it in one ConfigMap, secrets refused'
github-env\t'variables for later steps: appended to $GITHUB_ENV'
github-output\t'outputs of a step: appended to $GITHUB_OUTPUT'
gitlab-dotenv\t'GitLab\'s artifacts:reports:dotenv'
systemd\t'EnvironmentFile= of a unit'
tfvars\t'Terraform and OpenTofu: -var-file'
env0\t'NUL after each, as env -0 and xargs -0 have it'"
complete -c envctl -n "__fish_envctl_using_subcommand export" -l dialect -d 'dotenv: whose; posix, node, python, compose or docker' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -l output -d 'Write to a file, mode 0600, in one step' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand export" -l only -d 'Only these constants' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -l encoding -d 'json: base64 of every value, for values that are not text' -r -f -a "base64\t''"
complete -c envctl -n "__fish_envctl_using_subcommand export" -l name -d 'k8s: the name of the objects; otherwise that of the app or the project' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -l namespace -d 'k8s: the namespace of the objects' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -l labels -d 'k8s: labels of the objects' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand export" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand export" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand export" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand export" -l strict -d 'Fail where readers of the format differ'
complete -c envctl -n "__fish_envctl_using_subcommand export" -l force -d 'Replace the file if it exists; names in it that are no constants here are kept'
complete -c envctl -n "__fish_envctl_using_subcommand export" -l allow-tracked -d 'Write inside a git work tree to a file that git does not ignore'
complete -c envctl -n "__fish_envctl_using_subcommand export" -l plain-only -d 'Only plain constants'
complete -c envctl -n "__fish_envctl_using_subcommand export" -l reveal -d 'Show secrets on a terminal, and write them into a gitlab-dotenv report'
complete -c envctl -n "__fish_envctl_using_subcommand export" -l no-mask -d 'Do not ask the runner of GitHub Actions to mask secrets'
complete -c envctl -n "__fish_envctl_using_subcommand export" -l header -d 'Begin with a comment that says what it is'
complete -c envctl -n "__fish_envctl_using_subcommand export" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand export" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand export" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand export" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -f -a "list" -d 'List the organizations that you are a member of'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -f -a "ls" -d 'List the organizations that you are a member of'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -f -a "show" -d 'Show one organization'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -f -a "create" -d 'Create an organization, of which you are the owner'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -f -a "use" -d 'Save the default organization or environment'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -f -a "parent" -d 'Say which organization is above this one, or change it'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and not __fish_seen_subcommand_from list ls show create use parent usage" -f -a "usage" -d 'Count what is in an organization'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -l display-name -d 'Its name for people' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -l use -d 'Save it as the default'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -l clear -d 'Forget what was saved'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -l none -d 'Nothing is to be above it'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from parent" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -l rollup -d 'Those below it as well, with the sum'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand orgs; and __fish_seen_subcommand_from usage" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -f -a "list" -d 'List the projects of the organization'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -f -a "ls" -d 'List the projects of the organization'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and not __fish_seen_subcommand_from list ls show" -f -a "show" -d 'Show one project (default: the one in force)'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand projects; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "list" -d 'List environments'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "ls" -d 'List environments'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "show" -d 'Show one environment'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "describe" -d 'Describe an environment as a document in Markdown'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "create" -d 'Create an environment'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "color" -d 'Show an environment in another colour'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "rename" -d 'Give an environment another name; the old one keeps working'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "delete" -d 'Delete an environment and the values in it'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "edit" -d 'Change what an environment is and what it asks for'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "protect" -d 'Protect an environment: writes ask for its name, and rules hold for everyone'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "unprotect" -d 'Take all rules of an environment away'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "lock" -d 'Lock an environment: no write of any kind until it is unlocked'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "unlock" -d 'Unlock an environment'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and not __fish_seen_subcommand_from list ls show describe create color rename delete edit protect unprotect lock unlock use" -f -a "use" -d 'Save the default environment'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -l output -d 'The file; one that this command wrote before is replaced' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from describe" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l from -d 'Fill it from this environment, as a merge would: versions, plain values, and the secrets that are declared merge = "always"' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l template -d 'Make it as this template says: NAME, NAME/ENV where it holds several, or a file' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l order -d 'Its place in the promotion order, from 1; without it the environment is outside of the order' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l color -d 'Its colour (default: the next unused)' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l description -d 'What it is for' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l protected -d 'Protected: every write asks for its name'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from color" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -l drop-alias -d 'The old name stops working'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -l force -d 'Also with versions in it'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l description -d 'What it is for; `none` takes it away' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l order -d 'Its place in the promotion order, from 1; `none`: outside of it' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l optional -d 'Whether promotions may pass it by' -r -f -a "on\t''
off\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l track -d 'Whether its apps follow what is published, or gets into the environment before' -r -f -a "latest\t''
none\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l promote-from -d 'Where promotions come from; `none`: from the environment before' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l requires-verification -d 'Whether a version must have been verified where it comes from' -r -f -a "on\t''
off\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l soak -d 'How long a version must have been where it comes from: 30m, 2h, 1d; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l freeze -d 'When nothing is promoted or released: \'fri 16:00..mon 08:00\'; several times; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l open -d 'When something may be: outside of these it is frozen; several times; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l freeze-rollbacks -d 'Whether rollbacks wait for freezes and locks as well' -r -f -a "on\t''
off\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l accept -d 'Which findings of a preflight may be accepted: PF2,PF9; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l must-differ -d 'Constants whose value must not be that of the environment before; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l review -d 'Constants whose value is to be looked at for each new version; or `none`' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l approvals -d 'How many people must approve what comes in; 0: nobody' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -l approvals -d 'How many other people must approve promotions, releases and merges into it' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -l promote-from -d 'Where promotions come from' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from protect" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unprotect" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -l until -d 'When it ends: 2026-03-05T08:00Z, 2026-03-05, or in how long (2h, 3d)' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from lock" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from unlock" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -l clear -d 'Forget what was saved'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand envs; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "list" -d 'List apps'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "ls" -d 'List apps'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "show" -d 'Show one app'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "create" -d 'Create an app'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "edit" -d 'Edit the draft of an app: its settings and what it needs'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "copy" -d 'Copy an app: its settings, what it needs, and plain values'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "delete" -d 'Delete an app with its versions'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "pin" -d 'Pin an app in an environment to a version'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "resume" -d 'Lift the hold that a rollback put'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and not __fish_seen_subcommand_from list ls show create edit copy delete pin resume versions" -f -a "versions" -d 'List, show, verify and withdraw versions'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l path -d 'Its folder, relative to envctl.toml' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l needs -d 'The constants that it needs (default: those that it runs with)' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l uses -d 'The apps that it builds on: their versions go before it' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l network -d 'The private network that it is in' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l unset -d 'Take a setting away' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l path -d 'Its folder, relative to envctl.toml; `none` for no folder' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l network -d 'The private network that it is in; `none` for the default one' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l needs -d 'The constants that it needs, all of them; `none`: those that it runs with' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l datasources -d 'The datasources that it uses, all of them; `none` for no datasource' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l uses -d 'The apps that it builds on, all of them; `none` for no app' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -l to-org -d 'The organization to copy it to, with a project where that has another name' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -l as -d 'What the copy is called (default: as the app, in another project)' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from pin" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -f -a "list" -d 'List the versions of an app, newest first'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -f -a "ls" -d 'List the versions of an app, newest first'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -f -a "show" -d 'Show one version'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -f -a "verify" -d 'Note that a version was verified in an environment, or failed there'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -f -a "withdraw" -d 'Withdraw a version: it goes no further, and stays where it is'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -f -a "create" -d 'Publish the draft as a version, or begin a new draft from a version'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -f -a "rename" -d 'Give a version another name, until it is promoted'
complete -c envctl -n "__fish_envctl_using_subcommand apps; and __fish_seen_subcommand_from versions" -f -a "delete" -d 'Delete a version that is in no environment'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -f -a "list" -d 'List templates'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -f -a "ls" -d 'List templates'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -f -a "show" -d 'Show one template'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -f -a "export" -d 'Write a template as a file, for another organization'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -f -a "create" -d 'Make a template from an environment, or from a file'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and not __fish_seen_subcommand_from list ls show export create delete" -f -a "delete" -d 'Delete a template; what was made from it stays'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -l output -d 'The file (default: stdout)' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -l force -d 'Replace the file'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l from -d 'The environment to make it from' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l from-file -d 'A file to make it from, as `templates export` writes it; parts of an envctl.toml will do' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l description -d 'What it is for' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l org-wide -d 'For every project of the organization, not only this one'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -l org-wide -d 'The organization\'s, not this project\'s'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand templates; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "list" -d 'List datasources, and where their fields are set'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "ls" -d 'List datasources, and where their fields are set'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "show" -d 'Show one datasource, in one environment or as declared'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "create" -d 'Declare a datasource'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "set" -d 'Set the fields of a datasource in an environment'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "test" -d 'Connect to datasources, and say what answers'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "delete" -d 'Delete a datasource and the values of its fields'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -l reveal -d 'Show the values of secret fields'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l type -d 'What it connects to: postgres, mysql, redis, http, tcp, or a word of your own' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l field -d 'A field, instead of those that the type has: NAME, :secret, :required, :merge-always, =DEFAULT' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l description -d 'What it is' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l from-file -d 'Take the value of FIELD from a file' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l unset -d 'Remove the value of FIELD' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l allow-empty -d 'Store "" where a value is empty'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l raw -d 'Keep every byte of stdin or a file, the final newline too'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l all-envs -d 'In every environment'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -l wait -d 'Give up on each after so many seconds' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand datasources; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "list" -d 'List datasources, and where their fields are set'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "ls" -d 'List datasources, and where their fields are set'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "show" -d 'Show one datasource, in one environment or as declared'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "create" -d 'Declare a datasource'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "set" -d 'Set the fields of a datasource in an environment'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "test" -d 'Connect to datasources, and say what answers'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and not __fish_seen_subcommand_from list ls show create set test delete" -f -a "delete" -d 'Delete a datasource and the values of its fields'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -l reveal -d 'Show the values of secret fields'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l type -d 'What it connects to: postgres, mysql, redis, http, tcp, or a word of your own' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l field -d 'A field, instead of those that the type has: NAME, :secret, :required, :merge-always, =DEFAULT' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l description -d 'What it is' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l from-file -d 'Take the value of FIELD from a file' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l unset -d 'Remove the value of FIELD' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l allow-empty -d 'Store "" where a value is empty'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l raw -d 'Keep every byte of stdin or a file, the final newline too'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l all-envs -d 'In every environment'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -l wait -d 'Give up on each after so many seconds' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand ds; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -f -a "list" -d 'List flags and their states'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -f -a "ls" -d 'List flags and their states'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -f -a "show" -d 'Show one flag, with its split and rules'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -f -a "set" -d 'Set the state of a flag in an environment; a new flag is declared'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -f -a "check" -d 'Say what a flag is for a subject, and why'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and not __fish_seen_subcommand_from list ls show set check delete" -f -a "delete" -d 'Delete a flag everywhere'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l split -d 'Variants with weights for those that it is on for; `none` takes them away' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l rule -d 'What holds for subjects with these attributes, asked first, in order; `none` takes all away' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l description -d 'What it is' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l all-envs -d 'In every environment'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -l for -d 'The subject: a user\'s id, an account, a session' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -l attr -d 'An attribute of the subject, which rules may ask for' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -l at -d 'Read as of revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand flags; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -f -a "list" -d 'List the members of the organization'
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -f -a "ls" -d 'List the members of the organization'
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -f -a "set-role" -d 'Change the role of a member in the organization'
complete -c envctl -n "__fish_envctl_using_subcommand members; and not __fish_seen_subcommand_from list ls set-role remove" -f -a "remove" -d 'Remove a member, or withdraw an invitation'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -l pending -d 'Only who was invited and has not joined'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -l pending -d 'Only who was invited and has not joined'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from set-role" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand members; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -f -a "list" -d 'List the groups of the organization'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -f -a "ls" -d 'List the groups of the organization'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -f -a "show" -d 'Show one group'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -f -a "create" -d 'Create a group; -m says what it is for'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -f -a "add" -d 'Add members to a group'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -f -a "remove" -d 'Take members out of a group'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and not __fish_seen_subcommand_from list ls show create add remove delete" -f -a "delete" -d 'Delete a group, and end its grants'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand groups; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "list" -d 'List grants'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "ls" -d 'List grants'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "check" -d 'Say whether somebody may do something, and why'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "grant" -d 'Give a role to a member, a group or a token'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "revoke" -d 'End grants'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "roles" -d 'Show what roles give; create and delete roles'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "mode" -d 'Say how rights add up, or change it'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "request" -d 'Ask for a role'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "requests" -d 'List requests that wait'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "approve" -d 'Approve a request, or give an environment\'s key to a reader who waits for it'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "deny" -d 'Say no to a request, or withdraw your own'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "pending" -d 'List readers who wait for an environment\'s key'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "exposed" -d 'List secrets that somebody could read who may not any more'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "waive" -d 'Leave exposed secrets as they are'
complete -c envctl -n "__fish_envctl_using_subcommand access; and not __fish_seen_subcommand_from list ls check grant revoke roles mode request requests approve deny pending exposed waive review" -f -a "review" -d 'Go through who holds what, and end what is not needed'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -l for -d 'Only what this member, group:NAME or token:NAME holds' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -l expiring -d 'Only grants that end by themselves'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -l for -d 'Only what this member, group:NAME or token:NAME holds' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -l expiring -d 'Only grants that end by themselves'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -l expires -d 'For so long: 4h, 90d' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from grant" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -a "list" -d 'List the roles'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -a "ls" -d 'List the roles'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -a "create" -d 'Create a role out of rights; -m says what it is for'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from roles" -a "delete" -d 'Delete a role that nobody has'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from mode" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -l expires -d 'For so long: 4h, 90d' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from request" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -l all -d 'Those that were answered or withdrawn as well'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from requests" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from deny" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from pending" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from exposed" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from waive" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -l older-than -d 'Only what was not used for so long: 90d' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -l report -d 'Print what would be asked about, and change nothing'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand access; and __fish_seen_subcommand_from review" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -f -a "list" -d 'List the tokens of the organization'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -f -a "ls" -d 'List the tokens of the organization'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -f -a "create" -d 'Create a token; it is shown once'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and not __fish_seen_subcommand_from list ls create revoke" -f -a "revoke" -d 'Revoke a token'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l role -d 'The role that it has, on what --app and --env name' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l expires -d 'For so long, at most a year' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l output -d 'Write it to a new file instead of stdout' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l role -d 'Their role in the organization' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l group -d 'A group that they will be in' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l expires -d 'Membership for so long: 90d' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand invite" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand invite" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand join" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand join" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand join" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand join" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand join" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand join" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand join" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand join" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand join" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand join" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand join" -l use -d 'Make it the default organization'
complete -c envctl -n "__fish_envctl_using_subcommand join" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand join" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand join" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand join" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand join" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand login" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand login" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand login" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand login" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand login" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand login" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand login" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand login" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand login" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand login" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand login" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand login" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand login" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand login" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand login" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand logout" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand logout" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand logout" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand logout" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand logout" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand logout" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand logout" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand logout" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -l devices -d 'Every key of yours in the organization'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -l all -d 'Every identity on this machine, by profile'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -f -a "add" -d 'Let another device in as you, by the public key that `envctl login` shows there'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and not __fish_seen_subcommand_from add revoke" -f -a "revoke" -d 'Take a key of yours away: what it could open gets new keys'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand whoami; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -f -a "verify" -d 'Say whether these words are the recovery key, and open everything'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and not __fish_seen_subcommand_from verify restore" -f -a "restore" -d 'Make this machine\'s identity an owner\'s device, as the recovery key lets'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s m -l message -d 'Reason, kept in the log' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -l confirm -d 'The name that would be asked for: a protected environment, or the thing being deleted' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -l expect -d 'Refuse unless the store is still at revision REV' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s n -l dry-run -d 'Print the plan, change nothing, exit 0'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand recovery; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and not __fish_seen_subcommand_from verify" -f -a "verify" -d 'Check every signature, hash, right and transition, and that the records are what the log made'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand quickstart" -s h -l help -d 'Print help'
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s o -l org -d 'Organization; with a project when outside its directory [env: ENVCTL_ORG, ENVCTL_PROJECT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s e -l env -d 'Environment; several only where a command says so [env: ENVCTL_ENV]' -r
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s a -l app -d 'App [env: ENVCTL_APP]' -r
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s c -l config -d 'Manifest file or its directory; `none` ignores manifests [env: ENVCTL_CONFIG]' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s C -d 'Run as if started in DIR' -r -F
complete -c envctl -n "__fish_envctl_using_subcommand completions" -l store -d 'Store: file:PATH; the store of this machine where left out [env: ENVCTL_STORE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand completions" -l profile -d 'Which saved identity to use [env: ENVCTL_PROFILE]' -r
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s j -l json -d 'Answer as one JSON document on stdout [env: ENVCTL_JSON=1]' -r -f -a "v1\t''"
complete -c envctl -n "__fish_envctl_using_subcommand completions" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c envctl -n "__fish_envctl_using_subcommand completions" -l timeout -d 'How long the command may take, questions not counted: 30s where left out; not for `run` [env: ENVCTL_TIMEOUT]' -r
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s q -l quiet -d 'Lists: one name a line; writes: nothing on success'
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s v -l verbose -d 'Say how the context was found, and error codes'
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s y -l yes -d 'Answer y/N questions with yes (not those that ask for a name)'
complete -c envctl -n "__fish_envctl_using_subcommand completions" -l no-input -d 'Never ask [env: ENVCTL_NO_INPUT=1]'
complete -c envctl -n "__fish_envctl_using_subcommand completions" -s h -l help -d 'Print help'
