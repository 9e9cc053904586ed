//! A small static file server, for looking at dist/ on this machine. The browser tests use this file too.

use anyhow::{Result, anyhow};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use tiny_http::{Header, Method, Request, Response, StatusCode};

/// Requests that are answered at the same time.
const THREADS: usize = 4;

/// A running server; it stops when it is dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    /// Serves the files of `folder` to this machine on `port`; port 0 finds a free one. Browsers keep its pages apart
    /// from all others (COOP, COEP) and therefore give them shared memory.
    ///
    /// # Errors
    /// If the folder is not there or the port is taken.
    pub fn start(folder: &Path, port: u16) -> Result<Self> {
        Self::listen(folder, port, true)
    }

    /// As [`Self::start`] on a free port, as a host serves them that does not know of shared memory.
    ///
    /// # Errors
    /// If the folder is not there.
    pub fn plain(folder: &Path) -> Result<Self> {
        Self::listen(folder, 0, false)
    }

    fn listen(folder: &Path, port: u16, isolated: bool) -> Result<Self> {
        let folder = folder.canonicalize()?;
        let http = Arc::new(tiny_http::Server::http(("127.0.0.1", port)).map_err(|error| anyhow!(error))?);
        let threads = (0..THREADS)
            .map(|_| {
                let (http, folder) = (http.clone(), folder.clone());
                std::thread::spawn(move || {
                    for request in http.incoming_requests() {
                        // A browser that hung up wants no answer.
                        let _ = answer(request, &folder, isolated);
                    }
                })
            })
            .collect();
        Ok(Self { http, threads })
    }

    /// Address of the folder, with a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}/", self.http.server_addr())
    }

    /// Serves until the program is ended.
    pub fn wait(mut self) {
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.http.unblock();
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn answer(request: Request, folder: &Path, isolated: bool) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::empty(405));
    }
    let path = request.url().split(['?', '#']).next().unwrap_or_default();
    let Some(file) = file_for(path, folder) else {
        return request.respond(Response::from_string("There is no such file.").with_status_code(404));
    };
    if file.is_dir() {
        // A page in a folder finds its files only from an address with a slash at its end.
        let location = header("Location", &format!("/{}/", path.trim_matches('/')));
        return request.respond(Response::empty(StatusCode(301)).with_header(location));
    }
    let small = compressed(&request, &file);
    let mut response = Response::from_file(File::open(small.as_ref().unwrap_or(&file))?)
        .with_chunked_threshold(usize::MAX)
        .with_header(header("Content-Type", content_type(&file)))
        .with_header(header("Cache-Control", cache_control(&file)))
        .with_header(header("X-Content-Type-Options", "nosniff"));
    if small.is_some() {
        response.add_header(header("Content-Encoding", "br"));
    }
    if isolated {
        response.add_header(header("Cross-Origin-Opener-Policy", "same-origin"));
        response.add_header(header("Cross-Origin-Embedder-Policy", "require-corp"));
    }
    request.respond(response)
}

/// The file that a path asks for, if it lies in `folder`; the folder itself where its slash was left out.
fn file_for(path: &str, folder: &Path) -> Option<PathBuf> {
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let strange = |name: &&str| name.starts_with('.') || name.contains(['%', '\\', ':', '\0']);
    if names.iter().any(strange) {
        return None;
    }
    let wanted = names.iter().fold(folder.to_owned(), |place, name| place.join(name));
    let wanted = if path.ends_with('/') { wanted.join("index.html") } else { wanted };
    // Links are followed before the check, so that none leads out of the folder.
    wanted.canonicalize().ok().filter(|file| file.starts_with(folder))
}

/// The file that lies compressed beside `file`, if one does and the browser takes it.
fn compressed(request: &Request, file: &Path) -> Option<PathBuf> {
    let takes = |it: &&Header| it.field.equiv("Accept-Encoding") && it.value.as_str().contains("br");
    request.headers().iter().find(takes)?;
    let mut name = file.to_owned().into_os_string();
    name.push(".br");
    Some(PathBuf::from(name)).filter(|small| small.is_file())
}

fn content_type(file: &Path) -> &'static str {
    mime_guess::from_path(file).first_raw().unwrap_or("application/octet-stream")
}

fn cache_control(file: &Path) -> &'static str {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if has_hash(&name) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// Whether a part of a file name is a hash as `cargo xtask dist` and the data's names have it, so that the file
/// may be kept for ever.
pub fn has_hash(name: &str) -> bool {
    name.split(['-', '.']).any(|part| {
        matches!(part.len(), 8 | 16)
            && part.bytes().all(|it| it.is_ascii_hexdigit())
            && part.bytes().any(|it| it.is_ascii_digit())
    })
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value)
        .unwrap_or_else(|()| Header::from_bytes("X-Left-Out", name).expect("plain ASCII"))
}
