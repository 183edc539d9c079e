//! Where a register may not be: folders that are copied by themselves, or reached over a network. Two computers that write
//! to such a folder give out the same number, and what is acknowledged there may never reach a disk.

use std::path::{Component, Path, PathBuf, Prefix};

use crate::diag::{Diagnostic, words};

/// Beginnings of the names of folders that are copied to a cloud.
const COPIED: [&str; 10] = [
    "OneDrive",
    "SharePoint",
    "Dropbox",
    "Google Drive",
    "GoogleDrive",
    "iCloudDrive",
    "iCloud Drive",
    "CloudStorage",
    "Mobile Documents",
    "Nextcloud",
];

/// File systems that are reached over a network, as Linux and macOS name them; on macOS every file system of a program
/// (sshfs, rclone) is called `macfuse`.
const NETWORK: [&str; 18] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ncpfs",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs2",
    "fuse.onedrive",
    "glusterfs",
    "afpfs",
    "webdav",
    "ftp",
    "macfuse",
    "osxfuse",
];

/// Refuses such a folder.
///
/// # Errors
/// Names the folder, or the file system.
pub(super) fn allowed(register: &Path) -> Result<(), Diagnostic> {
    let folder = register.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let shown = words::path(folder);
    let Ok(folder) = folder.canonicalize() else { return Ok(()) };
    if let Some(name) = copied(&folder) {
        let message = format!("registret kan inte ligga i {shown}: mappen \"{name}\" kopieras till ett moln");
        return Err(elsewhere(Diagnostic::error("register-molnmapp", message)));
    }
    if let Some(kind) = network(&folder, &mounts()) {
        let message = format!("registret kan inte ligga i {shown}: det är en nätverksmapp ({kind})");
        return Err(elsewhere(Diagnostic::error("register-natverksmapp", message)));
    }
    Ok(())
}

fn elsewhere(fault: Diagnostic) -> Diagnostic {
    fault.hint("lägg arbetsmappen på en disk i datorn, och låt säkerhetskopieringen ta registret därifrån")
}

fn copied(folder: &Path) -> Option<String> {
    let names = folder.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let cloud = |name: &String| {
        COPIED.iter().any(|one| {
            let begins = name.get(..one.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(one));
            // "OneDrive", "OneDrive - Region Fjällmarken", not "onedrivers".
            begins && !name.chars().nth(one.chars().count()).is_some_and(char::is_alphanumeric)
        })
    };
    names.into_iter().find(cloud)
}

/// Where file systems are mounted, and of which type; nothing where that cannot be told.
fn mounts() -> Vec<(PathBuf, String)> {
    if cfg!(target_os = "macos") {
        let listed = std::process::Command::new("/sbin/mount").output();
        let text = listed.map(|found| String::from_utf8_lossy(&found.stdout).into_owned()).unwrap_or_default();
        return text.lines().filter_map(mounted).collect();
    }
    let text = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    text.lines().filter_map(mount).collect()
}

/// The kind of network file system a folder is on; `None` for a disk, and where that cannot be told.
fn network(folder: &Path, mounts: &[(PathBuf, String)]) -> Option<String> {
    if let Some(Component::Prefix(prefix)) = folder.components().next()
        && matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    {
        return Some("UNC".to_owned());
    }
    let found = mounts.iter().filter(|(at, _)| folder.starts_with(at));
    // Of mounts on the same place the last one counts.
    let nearest = found.enumerate().max_by_key(|(order, (at, _))| (at.components().count(), *order));
    nearest.map(|(_, (_, kind))| kind.clone()).filter(|kind| NETWORK.contains(&kind.as_str()))
}

/// Mount point and type of a line of mountinfo (proc(5)).
fn mount(line: &str) -> Option<(PathBuf, String)> {
    let (before, after) = line.split_once(" - ")?;
    let at = before.split(' ').nth(4)?.replace("\\040", " ");
    Some((at.into(), after.split(' ').next()?.to_owned()))
}

/// The same of a line of mount(8) on macOS: `//anna@server/mapp on /Volumes/mapp (smbfs, nodev, nosuid)`.
fn mounted(line: &str) -> Option<(PathBuf, String)> {
    let (before, options) = line.rsplit_once(" (")?;
    let (_, at) = before.split_once(" on /")?;
    let kind = options.trim_end_matches(')').split(',').next()?.trim();
    Some((format!("/{at}").into(), kind.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_a_cloud_are_known_by_name() {
        let said = |path: &str| copied(Path::new(path)).is_some();
        assert!(said("/hem/anna/OneDrive - Region Fjällmarken/protokoll"));
        assert!(said("/hem/anna/onedrive/protokoll"));
        assert!(said("/hem/anna/Dropbox"));
        assert!(!said("/hem/anna/onedrivers/protokoll"));
        assert!(!said("/hem/anna/protokoll"));
    }

    #[test]
    fn a_folder_is_on_the_nearest_mount_above_it() {
        let mounts = "22 1 254:0 / / rw - ext4 /dev/vda rw\n\
            40 22 0:45 / /mnt/gemensam\\040mapp rw,relatime shared:2 - cifs //server/mapp rw\n\
            41 40 254:1 / /mnt/gemensam\\040mapp/disk rw - ext4 /dev/vdb rw\n";
        let mounts: Vec<_> = mounts.lines().filter_map(mount).collect();
        let mounts = mounts.as_slice();
        assert_eq!(network(Path::new("/mnt/gemensam mapp/ks"), mounts).as_deref(), Some("cifs"));
        assert_eq!(network(Path::new("/mnt/gemensam mapp/disk/ks"), mounts), None);
        assert_eq!(network(Path::new("/hem/anna"), mounts), None);
    }

    #[test]
    fn mounts_of_macos_are_read() {
        let mounts = "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n\
            devfs on /dev (devfs, local, nobrowse)\n\
            /dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect)\n\
            //anna@server.example/gemensam%20mapp on /Volumes/gemensam mapp (smbfs, nodev, nosuid, mounted by anna)\n\
            server.example:/ks on /Volumes/ks (1) (nfs, nodev, nosuid, mounted by anna)\n\
            anna@server.example:/ks on /Users/anna/server (macfuse, nodev, nosuid, mounted by anna)\n\
            /dev/disk4s1 on /Volumes/gemensam mapp/disk (apfs, local, noowners)\n";
        let mounts: Vec<_> = mounts.lines().filter_map(mounted).collect();
        let on = |path: &str| network(Path::new(path), &mounts);
        assert_eq!(on("/Volumes/gemensam mapp/ks").as_deref(), Some("smbfs"));
        assert_eq!(on("/Volumes/ks (1)/protokoll").as_deref(), Some("nfs"));
        assert_eq!(on("/Users/anna/server/ks").as_deref(), Some("macfuse"));
        assert_eq!(on("/Volumes/gemensam mapp/disk/ks"), None);
        assert_eq!(on("/Users/anna/protokoll"), None);
    }
}
