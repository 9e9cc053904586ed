//! Tests of the server; apart from it, since the browser tests take its file in too.

use crate::server::Server;
use std::io::{Read, Write};

/// Status and headers, then body, of the answer to a request that is written as it stands.
fn ask(server: &Server, request_line: &str) -> (String, String) {
    ask_with(server, request_line, "")
}

/// The same with more headers, each ended by a line break.
fn ask_with(server: &Server, request_line: &str, headers: &str) -> (String, String) {
    let address = server.url();
    let address = address.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "{request_line} HTTP/1.1\r\nHost: {address}\r\n{headers}Connection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

fn site() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let public = folder.path().join("public");
    std::fs::create_dir_all(public.join("sub")).unwrap();
    std::fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    std::fs::write(public.join("index.html"), "front").unwrap();
    std::fs::write(public.join("sub/index.html"), "sub").unwrap();
    std::fs::write(public.join("page-0123456789abcdef.wasm"), "wasm").unwrap();
    let server = Server::start(&public, 0).unwrap();
    (folder, server)
}

#[test]
fn a_folder_answers_with_its_index_which_is_asked_for_every_time() {
    let (_folder, server) = site();
    let (head, body) = ask(&server, "GET /?a=b");
    assert!(
        head.starts_with("HTTP/1.1 200") && head.contains("text/html") && head.contains("no-cache"),
        "{head}"
    );
    assert_eq!(body, "front");
}

#[test]
fn wasm_has_its_type_and_a_file_with_a_hash_is_kept_for_ever() {
    let (_folder, server) = site();
    let (head, body) = ask(&server, "GET /page-0123456789abcdef.wasm");
    assert!(head.contains("application/wasm") && head.contains("immutable"), "{head}");
    assert!(head.contains("Content-Length: 4"), "{head}");
    assert_eq!(body, "wasm");
}

#[test]
fn a_browser_that_takes_brotli_gets_the_file_that_lies_compressed_beside() {
    let (folder, server) = site();
    std::fs::write(folder.path().join("public/index.html.br"), "small").unwrap();
    let (head, body) = ask_with(&server, "GET /", "Accept-Encoding: gzip, br\r\n");
    assert!(head.contains("Content-Encoding: br") && head.contains("text/html"), "{head}");
    assert_eq!(body, "small");
    assert_eq!(ask(&server, "GET /").1, "front");
}

#[test]
fn a_folder_without_its_slash_is_redirected() {
    let (_folder, server) = site();
    let (head, _) = ask(&server, "GET /sub");
    assert!(head.starts_with("HTTP/1.1 301") && head.contains("Location: /sub/"), "{head}");
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let (_folder, server) = site();
    for path in
        ["/../secret.txt", "/sub/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//secret.txt"]
    {
        let (head, body) = ask(&server, &format!("GET {path}"));
        assert!(head.starts_with("HTTP/1.1 404") && !body.contains("secret"), "{path}: {head}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let (folder, server) = site();
    std::os::unix::fs::symlink(folder.path().join("secret.txt"), folder.path().join("public/link.txt"))
        .unwrap();
    assert!(ask(&server, "GET /link.txt").0.starts_with("HTTP/1.1 404"));
}

#[test]
fn only_reading_is_allowed() {
    let (_folder, server) = site();
    assert!(ask(&server, "DELETE /index.html").0.starts_with("HTTP/1.1 405"));
}

#[test]
fn pages_are_kept_apart_by_all_but_a_plain_server() {
    let (folder, server) = site();
    let plain = Server::plain(&folder.path().join("public")).unwrap();
    assert!(ask(&server, "GET /index.html").0.contains("Cross-Origin-Embedder-Policy: require-corp"));
    assert!(!ask(&plain, "GET /index.html").0.contains("Cross-Origin-Embedder-Policy"));
}
