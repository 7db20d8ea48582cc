//! The workbench: pages on this machine in which options are moved and their consequences seen.
//!
//! A page is a pure function of the scenario and of the changes in its address; nothing that is
//! tried is kept on the server, so sessions cannot disturb one another, a view can be kept as a
//! bookmark, and a step back is an address. Only saving a scenario and running futures have effects.

mod address;
mod assets;
mod draft;
mod guard;
mod html;
mod limits;
mod pages;
mod refusal;
mod runs;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use self::draft::Drafts;
use self::limits::LatestWins;
use self::refusal::Refusal;
use self::runs::Runs;
use crate::apportion::SolverChoice;
use crate::scenario::LoadOptions;

/// The shortest token that keeps a workbench that others can reach.
pub const TOKEN_LEAST: usize = 16;

/// The largest body of a request, bytes.
const BODY_MAXIMUM: usize = 64 * 1024;

/// How long a page may take.
const PAGE_TIME: Duration = Duration::from_secs(30);

/// How long the head of a request may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// Connections that are served at once; more wait.
const CONNECTIONS: usize = 256;

/// What is asked of the workbench.
#[derive(Clone, Debug)]
pub struct ServeRequest {
    /// The scenario.
    pub scenario: PathBuf,
    /// Overrides and single values.
    pub load: LoadOptions,
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Whether an address that other machines can reach is meant.
    pub allow_remote: bool,
    /// What a visitor must know, if anything.
    pub token: Option<String>,
    /// Names by which the machine is called beside its addresses.
    pub names: Vec<String>,
    /// The folder in which runs are kept.
    pub output: PathBuf,
    /// Threads of a run of futures.
    pub threads: usize,
    /// Solver of programs that no closed form reaches.
    pub solver: SolverChoice,
}

/// Why there is no workbench.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// An address that others can reach, without the flag.
    #[error(
        "{0} can be reached from other machines; stay with 127.0.0.1, or add `--allow-remote` and a \
         `--token` that visitors must know"
    )]
    Remote(IpAddr),
    /// An address that others can reach, without a token.
    #[error(
        "a workbench that other machines can reach needs `--token` with at least {TOKEN_LEAST} letters \
         and digits"
    )]
    Token,
    /// A token with letters that an address cannot hold.
    #[error("`--token` may hold letters, digits, `-` and `_` only")]
    TokenLetters,
    /// The address is taken, or another error of the network.
    #[error("cannot listen on {listen}: {source}; choose another `--port`")]
    Listen {
        /// Where.
        listen: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The machine gives no threads.
    #[error("cannot start: {0}")]
    Start(io::Error),
}

/// What every request shares.
pub(crate) struct Workbench {
    pub(crate) drafts: Drafts,
    pub(crate) runs: Runs,
    pub(crate) latest: LatestWins,
    pub(crate) token: Option<String>,
    /// Host names and addresses by which the workbench may be called, with the port.
    pub(crate) hosts: Vec<String>,
    /// Pages that are computed at once.
    pub(crate) desks: Semaphore,
}

type Shared = Arc<Workbench>;

/// Checks what is asked, without listening yet.
///
/// # Errors
/// An address that others can reach without flag and token.
pub fn check(request: &ServeRequest) -> Result<(), ServeError> {
    let address = request.listen.ip();
    if let Some(token) = &request.token {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        if !token.chars().all(fits) {
            return Err(ServeError::TokenLetters);
        }
    }
    if !address.is_loopback() {
        if !request.allow_remote {
            return Err(ServeError::Remote(address));
        }
        if request
            .token
            .as_ref()
            .is_none_or(|token| token.len() < TOKEN_LEAST)
        {
            return Err(ServeError::Token);
        }
    }
    Ok(())
}

/// Serves until the process is told to stop; `ready` is called with the address when it listens.
///
/// # Errors
/// See [`ServeError`].
pub fn serve(request: ServeRequest, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    check(&request)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(16)
        .enable_all()
        .build()
        .map_err(ServeError::Start)?;
    runtime.block_on(listen(request, ready))
}

async fn listen(request: ServeRequest, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let wrong = |source| ServeError::Listen {
        listen: request.listen,
        source,
    };
    let listener = TcpListener::bind(request.listen).await.map_err(wrong)?;
    let address = listener.local_addr().map_err(wrong)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workbench = Arc::new(Workbench {
        hosts: guard::hosts(address, &request.names),
        latest: LatestWins::default(),
        runs: Runs::new(request.output.clone(), request.threads),
        token: request.token.clone(),
        desks: Semaphore::new(cores.max(2)),
        drafts: Drafts::new(request.scenario, request.load, request.solver),
    });
    let service = TowerToHyperService::new(router(Arc::clone(&workbench)));
    ready(address);
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = told_to_stop() => break,
        };
        // A connection that is gone before it is accepted is no reason to stop.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let service = service.clone();
        let connections = Arc::clone(&connections);
        tokio::spawn(async move {
            let Ok(_place) = connections.acquire_owned().await else {
                return;
            };
            // A client that breaks the protocol or goes away ends its own connection only.
            let _ = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
    workbench.runs.finish();
    Ok(())
}

async fn told_to_stop() {
    // Where signals cannot be heard, the process is stopped as any other.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Every address of the workbench.
pub(crate) fn router(workbench: Shared) -> Router {
    Router::new()
        .route("/", get(pages::situation::page))
        .route("/options", get(pages::options::page))
        .route("/options/new", get(pages::options::new))
        .route("/apply", get(pages::options::apply))
        .route("/terms", get(pages::terms::page))
        .route("/terms/apply", get(pages::terms::apply))
        .route("/live", get(pages::live::page))
        .route("/shares", get(pages::shares::page))
        .route("/shares.csv", get(pages::shares::csv))
        .route("/table", get(pages::one_page::page))
        .route("/state", get(pages::state::page))
        .route("/keys", get(pages::keys::page))
        .route("/compare", get(pages::comparison::page))
        .route("/futures", get(pages::futures::page))
        .route("/futures/start", post(pages::futures::start))
        .route("/futures/cancel", post(pages::futures::cancel))
        .route("/futures/events", get(pages::futures::events))
        .route("/briefing", get(pages::briefing::page))
        .route("/run/{key}/briefing.html", get(pages::briefing::document))
        .route("/save", get(pages::saving::page).post(pages::saving::save))
        .route("/enter", post(guard::enter))
        .route("/static/{name}", get(assets::asset))
        .fallback(pages::missing)
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            PAGE_TIME,
        ))
        .layer(RequestBodyLimitLayer::new(BODY_MAXIMUM))
        .layer(CatchPanicLayer::custom(|_| {
            Refusal::failed("the page could not be made").into_response()
        }))
        .layer(from_fn_with_state(Arc::clone(&workbench), guard::guard))
        .with_state(workbench)
}
