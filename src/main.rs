//! The `envctl` program: everything is in the library.

fn main() -> std::process::ExitCode {
    envctl::cli::main()
}
