//! `fairshare serve`: the workbench, in a browser on this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::ScenarioArguments;
use super::output::{Failure, advise, print};
use super::run::Solver;
use crate::serve::{ServeError, ServeRequest, check, serve};

const EXAMPLES: &str = "\
Examples:
  fairshare serve scenarios/eu-relocation-2015.toml
  fairshare serve scenarios/south-sudan.toml --port 9000 --output-dir output
  fairshare serve scenarios/reference.toml --listen 192.0.2.7 --allow-remote --token …

The workbench listens on this machine only. Nothing that is tried in it changes the scenario; what is
on the table can be saved as a scenario beside it. Ctrl-C ends it and keeps the futures that are done.";

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ServeArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Address to listen on; one that other machines can reach needs `--allow-remote` and `--token`
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Port to listen on; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 8100)]
    port: u16,
    /// Listen on an address that other machines can reach. The connection is not encrypted
    #[arg(long)]
    allow_remote: bool,
    /// What visitors must know to enter: at least 16 letters and digits
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// A name by which visitors call this machine, as in `plan.example.org`; may be repeated
    #[arg(long = "host-name", value_name = "NAME")]
    names: Vec<String>,
    /// Folder in which the futures that are simulated are kept, each run in a folder of its own
    #[arg(long, value_name = "DIR", default_value = "output/workbench")]
    output_dir: PathBuf,
    /// Threads of a simulation; one core stays free for the pages when left out
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Solver of linear programs that no closed form reaches
    #[arg(long, value_enum, default_value_t = Solver::Auto)]
    solver: Solver,
}

pub(super) fn run(arguments: &ServeArguments) -> Result<ExitCode, Failure> {
    if arguments.threads == Some(0) {
        return Err(Failure::Command("--threads must be at least 1".to_owned()));
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let request = ServeRequest {
        scenario: arguments.scenario.scenario.clone(),
        load: arguments.scenario.options(),
        listen: SocketAddr::new(arguments.listen, arguments.port),
        allow_remote: arguments.allow_remote,
        token: arguments.token.clone(),
        names: arguments.names.clone(),
        output: arguments.output_dir.clone(),
        threads: arguments.threads.unwrap_or(cores.saturating_sub(1).max(1)),
        solver: arguments.solver.into(),
    };
    check(&request).map_err(|error| refused(&error))?;
    // Problems of the scenario are shown before anybody opens a page.
    arguments.scenario.load()?;
    let mut printed = Ok(());
    serve(request, |address| {
        printed = print(&format!("http://{address}/\n"));
        advise("open this address in a browser; Ctrl-C ends the workbench\n");
    })
    .map_err(|error| refused(&error))?;
    printed?;
    Ok(ExitCode::SUCCESS)
}

fn refused(error: &ServeError) -> Failure {
    match error {
        ServeError::Remote(_) | ServeError::Token | ServeError::TokenLetters => {
            Failure::Command(error.to_string())
        }
        ServeError::Listen { .. } | ServeError::Start(_) => Failure::Work(error.to_string()),
    }
}
