//! Style, script and icon, held in the binary.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;

const STYLE: &str = include_str!("assets/workbench.css");
const SCRIPT: &str = include_str!("assets/workbench.js");

const ICON: &str = include_str!("assets/icon.svg");

/// One of them.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "workbench.css" => ("text/css; charset=utf-8", STYLE),
        "workbench.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => {
            return Refusal::not_found("there is no such file", "start from the situation")
                .into_response();
        }
    };
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}
