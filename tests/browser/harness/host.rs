//! A host other than the page's, with files that it lets other pages read or not.

use anyhow::{Result, anyhow};
use std::io::Read;
use std::sync::Arc;
use std::thread::JoinHandle;
use tiny_http::{Header, Response, Server, StatusCode};

/// A file of such a host: its path, its content, and the length that it claims to have.
pub struct HostedFile {
    /// From the host's root, with a slash at its beginning.
    pub path: &'static str,
    /// Its content; zeros follow up to its length.
    pub bytes: Vec<u8>,
    /// Its length in bytes.
    pub length: usize,
}

/// A running host; it stops when it is dropped.
pub struct Host {
    http: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl Host {
    /// Serves `files`; other pages may read them if it is `open` to them.
    pub fn start(files: Vec<HostedFile>, open: bool) -> Result<Self> {
        let http = Arc::new(Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?);
        let served = Arc::clone(&http);
        let thread = std::thread::spawn(move || {
            for request in served.incoming_requests() {
                let file = files.iter().find(|file| file.path == request.url());
                let headers = if open { vec![anyone()] } else { vec![] };
                let status = StatusCode(if file.is_some() { 200 } else { 404 });
                let (bytes, length) = file.map_or((&[][..], 0), |file| (&file.bytes[..], file.length));
                let content = bytes.chain(std::io::repeat(0)).take(length as u64);
                // A browser that hung up wants no answer.
                let _ = request.respond(Response::new(status, headers, content, Some(length), None));
            }
        });
        Ok(Self { http, thread: Some(thread) })
    }

    /// Address of a file.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.http.server_addr())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.http.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn anyone() -> Header {
    Header::from_bytes("Access-Control-Allow-Origin", "*").expect("plain ASCII")
}
