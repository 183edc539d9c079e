//! Where a register may not be: folders that are copied by themselves, or reached over a network. Two computers that write
//! to such a folder give out the same number, and what is acknowledged there may never reach a disk.

use std::path::{Component, Path, Prefix};

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

/// File systems that are reached over a network, as Linux names them.
const NETWORK: [&str; 13] = [
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
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    if let Some(kind) = network(&folder, &mounts) {
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

/// The kind of network file system a folder is on; `None` for a disk, and where that cannot be told.
fn network(folder: &Path, mounts: &str) -> Option<String> {
    if let Some(Component::Prefix(prefix)) = folder.components().next()
        && matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    {
        return Some("UNC".to_owned());
    }
    let found = mounts.lines().filter_map(mount).filter(|(at, _)| folder.starts_with(at));
    // Of mounts on the same place the last one counts.
    let nearest = found.enumerate().max_by_key(|(order, (at, _))| (at.components().count(), *order));
    nearest.map(|(_, (_, kind))| kind).filter(|kind| NETWORK.contains(&kind.as_str()))
}

/// Mount point and type of a line of mountinfo (proc(5)).
fn mount(line: &str) -> Option<(std::path::PathBuf, String)> {
    let (before, after) = line.split_once(" - ")?;
    let at = before.split(' ').nth(4)?.replace("\\040", " ");
    Some((at.into(), after.split(' ').next()?.to_owned()))
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
        assert_eq!(network(Path::new("/mnt/gemensam mapp/ks"), mounts).as_deref(), Some("cifs"));
        assert_eq!(network(Path::new("/mnt/gemensam mapp/disk/ks"), mounts), None);
        assert_eq!(network(Path::new("/hem/anna"), mounts), None);
    }
}
