//! The `fairshare` binary; everything it does is in the library's `cli` room.

fn main() -> std::process::ExitCode {
    fairshare::cli::main()
}
