//! Who may ask: the right name of the host, no other site's page, and the token where there is one.

use std::net::SocketAddr;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use maud::html;

use super::address::Address;
use super::html::bare_page;
use super::refusal::Refusal;
use super::{Shared, Workbench};

const COOKIE_NAME: &str = "fairshare-token";

/// What pages may load: nothing from elsewhere, no script within a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// What a briefing may do: show itself.
pub(super) const DOCUMENT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
                                          base-uri 'none'; form-action 'none'; \
                                          frame-ancestors 'none'";

/// Names by which the workbench may be called.
pub(super) fn hosts(address: SocketAddr, names: &[String]) -> Vec<String> {
    let port = address.port();
    let mut hosts = vec![address.to_string()];
    if address.ip().is_loopback() {
        hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")));
    }
    for name in names {
        hosts.push(name.to_lowercase());
        hosts.push(format!("{}:{port}", name.to_lowercase()));
    }
    hosts
}

/// Lets a request through, or says why not; puts the same headers on every answer.
pub(super) async fn guard(
    State(workbench): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let back = way_back(&request);
    let mut response = match check(&workbench, &request) {
        Ok(()) => next.run(request).await,
        Err(answer) => *answer,
    };
    // Layers that know no pages answer with a bare status.
    if !response.headers().contains_key(CONTENT_TYPE) || is_plain(&response) {
        match response.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                response = Refusal::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "Too long",
                    "the form is longer than the workbench takes",
                    "shorten the texts in it",
                )
                .into_response();
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                let mut refusal = Refusal::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "This takes longer than a page may",
                    "the program of these options is large, and is solved on in the background",
                    "ask again in a minute, or choose fewer States, fewer years or no arrangement of money",
                );
                if let Some((address, words)) = back {
                    refusal = refusal.way(address, words);
                }
                response = refusal.into_response();
            }
            _ => {}
        }
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Where a page that takes too long leads back to: the same without its last change.
fn way_back(request: &Request) -> Option<(String, &'static str)> {
    let query = request.uri().query()?;
    let form = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "address");
    Some(match form {
        Some((_, address)) => {
            let address = Address::parse(&address).ok()?;
            (address.href("/options"), "Back to the options")
        }
        None => {
            let undone = Address::parse(query).ok()?.undone()?;
            (undone.href(request.uri().path()), "Undo the last change")
        }
    })
}

fn is_plain(response: &Response) -> bool {
    let kind = text(response.headers(), CONTENT_TYPE.as_str());
    kind.is_some_and(|kind| kind.starts_with("text/plain"))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn check(workbench: &Workbench, request: &Request) -> Result<(), Box<Response>> {
    let refuse = |status, message: &str, remedy: &str| {
        Box::new(Refusal::new(status, "Not from here", message, remedy).into_response())
    };
    let headers = request.headers();
    let host = text(headers, HOST.as_str()).map(str::to_lowercase);
    let host = host.filter(|host| workbench.hosts.contains(host));
    let Some(host) = host else {
        return Err(refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "the workbench is not called by this name",
            "open the address that it printed when it started",
        ));
    };
    let site = text(headers, "sec-fetch-site");
    let mode = text(headers, "sec-fetch-mode");
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_read {
        // Another site may link here; it may not read or embed.
        if matches!(site, Some("cross-site" | "same-site")) && mode != Some("navigate") {
            return Err(refuse(
                StatusCode::FORBIDDEN,
                "another site asked for this",
                "open the workbench in a window of its own",
            ));
        }
    } else {
        let origin = text(headers, ORIGIN.as_str());
        let is_own = match (origin, site) {
            (Some(origin), _) => {
                let named = origin
                    .strip_prefix("http://")
                    .or_else(|| origin.strip_prefix("https://"));
                named.is_some_and(|named| named.eq_ignore_ascii_case(&host))
            }
            (None, Some(site)) => site == "same-origin",
            (None, None) => false,
        };
        if !is_own {
            return Err(refuse(
                StatusCode::FORBIDDEN,
                "only the workbench's own pages may change something",
                "use the buttons of the workbench",
            ));
        }
    }
    let path = request.uri().path();
    let Some(token) = &workbench.token else {
        return Ok(());
    };
    if path == "/enter" || path.starts_with("/static/") || knows(headers, token) {
        return Ok(());
    }
    Err(Box::new(ask_for_token()))
}

fn knows(headers: &HeaderMap, token: &str) -> bool {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .any(|(name, value)| name == COOKIE_NAME && is_same(value, token))
}

/// Compares without telling by the time taken how far two texts agree.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one
            .bytes()
            .zip(other.bytes())
            .fold(0, |all, (one, other)| all | (one ^ other))
            == 0
}

fn ask_for_token() -> Response {
    let body = html! {
        h1 { "This workbench asks for a token" }
        p { "Whoever started it knows the token." }
        form method="post" action="/enter" {
            label for="token" { "Token" }
            input #token type="password" name="token" autocomplete="off" required;
            button type="submit" { "Enter" }
        }
    };
    let page = bare_page("Token", &body);
    (StatusCode::UNAUTHORIZED, Html(page.into_string())).into_response()
}

/// Takes the token of a form and keeps it in a cookie.
pub(super) async fn enter(State(workbench): State<Shared>, body: String) -> Response {
    let given = form_urlencoded::parse(body.as_bytes())
        .find(|(name, _)| name == "token")
        .map(|(_, value)| value.into_owned());
    match (&workbench.token, given) {
        (Some(token), Some(given)) if is_same(&given, token) => {
            let cookie = format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Strict");
            (
                StatusCode::SEE_OTHER,
                [(SET_COOKIE, cookie), (LOCATION, "/".to_owned())],
            )
                .into_response()
        }
        (None, _) => (StatusCode::SEE_OTHER, [(LOCATION, "/")]).into_response(),
        _ => ask_for_token(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_local_workbench_are_those_of_this_machine() {
        let address: SocketAddr = "127.0.0.1:8080".parse().expect("an address");
        let hosts = hosts(address, &["Plan.example".to_owned()]);
        for name in [
            "127.0.0.1:8080",
            "localhost:8080",
            "[::1]:8080",
            "plan.example:8080",
        ] {
            assert!(hosts.iter().any(|host| host == name), "{name}");
        }
        assert!(!hosts.iter().any(|host| host == "evil.example:8080"));
    }

    #[test]
    fn tokens_are_compared_whole() {
        assert!(is_same("abc", "abc"));
        assert!(!is_same("abc", "abd") && !is_same("abc", "ab") && !is_same("", "a"));
    }
}
