//! The chromedriver process, on a free port of its own; it and its browsers end when it is dropped.

use super::programs::chromedriver;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Time that chromedriver has to close its browsers.
const GRACE: Duration = Duration::from_secs(5);

/// A running chromedriver.
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts chromedriver and waits until it listens.
    pub fn start() -> Result<Self> {
        let program =
            chromedriver().context("no chromedriver on the PATH; `cargo xtask setup` installs it")?;
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver does not start")?;
        let mut lines = BufReader::new(process.stdout.take().context("chromedriver has no output")?).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.rsplit_once("successfully on port ")?.1.trim_end_matches('.').parse().ok())
            .context("chromedriver does not say its port")?;
        // What it says later must be read, or it stops when the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, port })
    }

    /// Address that it listens on.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn ask_to_end(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(GRACE))?;
        write!(stream, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let start = Instant::now();
        if self.ask_to_end().is_ok() {
            while start.elapsed() < GRACE && matches!(self.process.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
