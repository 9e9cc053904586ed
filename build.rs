//! Takes the comments and the indentation out of the shaders: readers need them, a browser need not load them. Lines
//! keep their numbers.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=shaders");
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    for folder in ["shaders", "shaders/shared"] {
        let bare_folder = Path::new(&out).join(folder);
        fs::create_dir_all(&bare_folder)?;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if let (Some(name), true) = (path.file_name(), path.is_file()) {
                fs::write(bare_folder.join(name), bare(&fs::read_to_string(&path)?))?;
            }
        }
    }
    Ok(())
}

fn bare(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default().trim());
    lines.flat_map(|line| [line, "\n"]).collect()
}
