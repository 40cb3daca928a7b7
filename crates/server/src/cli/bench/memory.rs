//! How much memory a server on this machine uses.

use std::fs;

/// Megabytes of memory that are the process's own share (PSS); none where the machine does not tell.
pub(super) fn pss_mb(pid: u32) -> Option<f64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// The most memory this process has used at once, in megabytes; none where the machine does not tell.
pub(in crate::cli) fn peak_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// The process of this machine that listens on a port.
pub(super) fn listening_on(port: u16) -> Option<u32> {
    let socket = ["/proc/net/tcp", "/proc/net/tcp6"].iter().find_map(|table| socket_of(table, port))?;
    let wanted = format!("socket:[{socket}]");
    fs::read_dir("/proc").ok()?.flatten().find_map(|process| {
        let pid: u32 = process.file_name().to_str()?.parse().ok()?;
        let files = fs::read_dir(process.path().join("fd")).ok()?;
        let has =
            |file: fs::DirEntry| fs::read_link(file.path()).is_ok_and(|to| to.to_str() == Some(&wanted));
        files.flatten().any(has).then_some(pid)
    })
}

/// The inode of the socket that listens on a port: a line holds number, local address, remote address, state (0A is
/// listening), and further on the inode.
fn socket_of(table: &str, port: u16) -> Option<String> {
    let ending = format!(":{port:04X}");
    fs::read_to_string(table).ok()?.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let listens = fields.get(1)?.ends_with(&ending) && *fields.get(3)? == "0A";
        listens.then(|| fields.get(9).map(|inode| (*inode).to_owned())).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_listener_is_found_by_its_port() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        assert_eq!(listening_on(port), Some(std::process::id()));
        assert!(pss_mb(std::process::id()).is_some_and(|mb| mb > 0.5));
    }
}
