//! Identifies the build: a hash of every source file the extension is made of.

use std::fs;
use std::path::{Path, PathBuf};

const INPUTS: [&str; 4] = ["Cargo.toml", "Cargo.lock", "src", "kernels"];

/// Folders whose files are in no kernel.
const OTHERS: [&str; 3] = ["tests", "benches", "examples"];

fn main() {
    let mut files = Vec::new();
    for input in INPUTS {
        println!("cargo:rerun-if-changed={input}");
        collect(Path::new(input), &mut files);
    }
    files.sort();
    let hash = files.iter().fold(0xcbf2_9ce4_8422_2325, |hash, file| {
        fnv(fnv(hash, file.to_string_lossy().as_bytes()), &fs::read(file).unwrap_or_default())
    });
    let of = |name| std::env::var(name).unwrap_or_default();
    println!("cargo:rustc-env=ATC_BUILD={}+{}.{}.{hash:016x}", of("CARGO_PKG_VERSION"), of("PROFILE"), of("TARGET"));
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    match fs::read_dir(path) {
        Ok(_) if OTHERS.iter().any(|other| path.ends_with(other)) => {}
        Ok(entries) => entries.flatten().for_each(|entry| collect(&entry.path(), files)),
        Err(_) => files.push(path.to_path_buf()),
    }
}

fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
