//! A workbench in a folder of its own, and what is asked of it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A running workbench in a folder of its own.
pub(crate) struct Bench {
    child: Child,
    pub(crate) address: String,
    pub(crate) folder: TempDir,
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) fn copy_of(name: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let toml = format!("{name}.toml");
    fs::copy(from.join(&toml), folder.path().join(&toml)).expect("a copy");
    fs::create_dir(folder.path().join(name)).expect("a folder");
    for file in fs::read_dir(from.join(name)).expect("tables").flatten() {
        let target = folder.path().join(name).join(file.file_name());
        fs::copy(file.path(), target).expect("a copy");
    }
    folder
}

impl Bench {
    pub(crate) fn start(name: &str, more: &[&str]) -> Self {
        Self::start_in(copy_of(name), name, more)
    }

    pub(crate) fn start_in(folder: TempDir, name: &str, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fairshare"))
            .arg("serve")
            .arg(folder.path().join(format!("{name}.toml")))
            .args(["--port", "0", "--output-dir"])
            .arg(folder.path().join("runs"))
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut line)
            .expect("an address");
        let address = line
            .trim()
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        Self {
            child,
            address,
            folder,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Sends bytes as they are and reads whatever comes back.
    pub(crate) fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a limit");
        // The other side may close before it has read all of it.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        Answer {
            status: head
                .split(' ')
                .nth(1)
                .and_then(|code| code.parse().ok())
                .unwrap_or(0),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if method == "POST" {
            request.push_str(&format!(
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                body.len()
            ));
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.raw(request.as_bytes())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    /// A form of the workbench's own pages.
    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        let origin = format!("http://{}", self.address);
        self.ask("POST", path, &[("Origin", &origin)], body)
    }

    pub(crate) fn goes_on(&self) {
        assert_eq!(self.get("/").status, 200, "the workbench goes on");
    }
}

/// Where an answer sends the browser.
pub(crate) fn location(answer: &Answer) -> String {
    answer
        .head
        .lines()
        .find_map(|line| line.strip_prefix("location: "))
        .unwrap_or_default()
        .to_owned()
}

/// A query as the value of another one's field.
pub(crate) fn encoded(query: &str) -> String {
    query
        .bytes()
        .map(|byte| match byte {
            b'&' => "%26".to_owned(),
            b'%' => "%25".to_owned(),
            b'=' => "%3D".to_owned(),
            b'+' => "%2B".to_owned(),
            b'#' => "%23".to_owned(),
            other => char::from(other).to_string(),
        })
        .collect()
}

/// The query of an address, without its anchor.
pub(crate) fn query_of(address: &str) -> String {
    let query = address.split_once('?').expect("a query").1;
    query.split('#').next().unwrap_or_default().to_owned()
}
