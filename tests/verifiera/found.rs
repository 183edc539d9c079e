//! What lies in a folder and is no file: pipes, devices, links that lead out or round. Each is answered in time, and the
//! files beside it are judged.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{EXTRACT, answer, fixture, folder, keep, sum};

/// Kilobytes of data that the process may have.
const MEMORY: &str = "524288";

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Judges in the folder; what it said, and its exit code.
fn judged(folder: &Path, what: &str) -> (Option<i32>, String) {
    let mut command = Command::new("timeout");
    command.args(["20", "sh", "-c", &format!("ulimit -d {MEMORY} && exec \"$0\" verifiera \"$1\" --lita-pa \"$2\"")]);
    command.arg(env!("CARGO_BIN_EXE_utdrag")).arg(what).arg(fixture("rot.pem")).current_dir(folder);
    command.env("UTDRAG_TID", "2027-01-15T08:00:00Z").env("NO_COLOR", "1");
    let begun = Instant::now();
    let said = answer(command);
    assert!(begun.elapsed() < Duration::from_secs(10), "{what}: {:?}", begun.elapsed());
    (said.code, said.out + &said.err)
}

#[test]
fn a_pipe_a_device_or_a_hole_is_not_read_for_ever() {
    let receipt = |name: &str| folder(name, &[EXTRACT]).join(EXTRACT).with_extension("tlog-proof");
    let of_pipe = receipt("kvitto-ror");
    pipe(&of_pipe);
    let of_device = receipt("kvitto-enhet");
    symlink("/dev/zero", &of_device).unwrap();
    for place in [of_pipe, of_device] {
        let (code, said) = judged(place.parent().unwrap(), EXTRACT);
        assert!(code == Some(0) && said.contains("GILTIG"), "{said}");
    }
    let in_folder = |name: &str| folder(name, &[EXTRACT]).join("b.pdf");
    let of_pipe = in_folder("pdf-ror");
    pipe(&of_pipe);
    let of_device = in_folder("pdf-enhet");
    symlink("/dev/zero", &of_device).unwrap();
    let hole = in_folder("pdf-hal");
    keep(&hole, b"%PDF-1.7\n");
    fs::File::options().append(true).open(&hole).unwrap().set_len(3 << 30).unwrap();
    for (place, kod) in [(of_pipe, "ingen-vanlig-fil"), (of_device, "ingen-vanlig-fil"), (hole, "fil-for-stor")] {
        let (code, said) = judged(place.parent().unwrap(), ".");
        assert!(code == Some(4) && said.contains(kod) && said.contains("GILTIG"), "{code:?} {said}");
        fs::remove_file(place).unwrap();
    }
    let manifest = folder("manifest-ror", &[EXTRACT]);
    pipe(&manifest.join("manifest.sha256"));
    let (code, said) = judged(&manifest, ".");
    assert!(code == Some(4) && said.contains("ingen-vanlig-fil"), "{code:?} {said}");
}

#[test]
fn a_link_to_a_folder_is_told_of_and_not_followed() {
    let place = folder("lank", &[EXTRACT]);
    symlink(".", place.join("slinga")).unwrap();
    let (code, said) = judged(&place, ".");
    assert!(code == Some(0) && said.contains("slinga leder till en mapp och är inte följd"), "{code:?} {said}");
    assert_eq!(said.matches("GILTIG").count(), 1, "{said}");
    // In a folder with a manifest a link is one more thing that it does not name.
    keep(&place.join("manifest.sha256"), format!("{}  {EXTRACT}\n", sum(&place.join(EXTRACT))).as_bytes());
    let (code, said) = judged(&place, ".");
    assert!(code == Some(1) && said.contains("ÖVERFLÖDIG") && said.contains("slinga"), "{code:?} {said}");
}

#[test]
fn a_search_for_bound_files_ends_and_says_so() {
    let place = folder("manga-hal", &[EXTRACT]);
    for count in 0..60 {
        let hole = place.join(format!("hal-{count}.bin"));
        keep(&hole, b"");
        fs::File::options().append(true).open(&hole).unwrap().set_len(49_000_000).unwrap();
    }
    let (code, said) = judged(&place, EXTRACT);
    assert!(code == Some(0) && said.contains("för många eller för stora filer"), "{code:?} {said}");
    fs::remove_dir_all(place).unwrap();
}
