//! Disks that do not do as one wishes: full, read-only, used by two at once, names that are no text.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::run::Desk;

/// Makes the documents once, changes a case, and gives the old file and the desk.
fn with_old_file() -> (Desk, Vec<u8>) {
    let desk = Desk::with_workspace();
    assert_eq!(desk.run_in("min nämnd", &["skapa"], &[]).status, 0);
    let old = fs::read(desk.path("min nämnd/out/ks-2026-03-02-kallelse.pdf")).unwrap();
    desk.edit("min nämnd/kallelse-ks-2026-03-02.toml", "kommunhuset", "biblioteket");
    (desk, old)
}

fn is_as_before(desk: &Desk, old: &[u8], names: &[String]) {
    assert_eq!(fs::read(desk.path("min nämnd/out/ks-2026-03-02-kallelse.pdf")).unwrap(), old);
    assert_eq!(desk.names("min nämnd/out"), names, "nothing half-written is left");
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_file_and_says_so() {
    let (desk, old) = with_old_file();
    let names = desk.names("min nämnd/out");
    // The kernel refuses the write in the middle of the file, as a full disk does. 16 blocks are 8 kB.
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" skapa", env!("CARGO_BIN_EXE_utdrag")]);
    let done = desk.done(&shell.current_dir(desk.path("min nämnd")).stdin(Stdio::null()).output().unwrap());
    assert_eq!(done.status, 4, "{}", done.stderr);
    assert!(
        done.stderr.contains("fel[disken-full]: out/ks-2026-03-02-kallelse.pdf kunde inte skrivas"),
        "{}",
        done.stderr
    );
    is_as_before(&desk, &old, &names);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_system_without_room_is_a_full_disk() {
    let (desk, _) = with_old_file();
    // A file system of 64 kB, seen by this run alone. Where the system allows none, the test above stands alone.
    let script = "mount -t tmpfs -o size=64k none full 2>/dev/null || exit 77; \
        \"$0\" skapa --ut full 2>&1; code=$?; find full -name '.utdrag-*'; exit $code";
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_utdrag")]);
    fs::create_dir(desk.path("min nämnd/full")).unwrap();
    let Ok(output) = unshare.current_dir(desk.path("min nämnd")).output() else { return };
    let done = desk.done(&output);
    if done.status == 77 || done.stdout.is_empty() {
        return;
    }
    assert_eq!(done.status, 4, "{}", done.stdout);
    assert!(done.stdout.contains("disken är full"), "{}", done.stdout);
    assert!(!done.stdout.contains(".utdrag-"), "something half-written is left: {}", done.stdout);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let (desk, old) = with_old_file();
    let names = desk.names("min nämnd/out");
    let folder = desk.path("min nämnd/out");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    // Nobody can shut root out of a folder: there the run is somebody else's.
    let as_root = fs::File::options().create(true).truncate(true).write(true).open(folder.join("prov")).is_ok();
    let output = if as_root {
        fs::remove_file(folder.join("prov")).unwrap();
        let binary = desk.path("utdrag");
        fs::copy(env!("CARGO_BIN_EXE_utdrag"), &binary).unwrap();
        for path in [desk.path(""), desk.path("min nämnd"), folder.join(".utdrag/las"), folder.join(".utdrag")] {
            let mode = if path.is_dir() { 0o777 } else { 0o666 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        let mut other = Command::new("setpriv");
        other.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(binary).arg("skapa");
        other.current_dir(desk.path("min nämnd")).output().unwrap()
    } else {
        desk.command("min nämnd").arg("skapa").output().unwrap()
    };
    let done = desk.done(&output);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(done.status, 4, "{}", done.stderr);
    assert!(done.stderr.contains("du har inte rätt att skriva i mappen out"), "{}", done.stderr);
    is_as_before(&desk, &old, &names);
}

#[test]
fn two_runs_at_once_do_not_mix() {
    let desk = Desk::with_workspace();
    let mut first = desk.command("min nämnd").args(["skapa", "--bevaka"]).stderr(Stdio::piped()).spawn().unwrap();
    let stderr = first.stderr.take().unwrap();
    wait_for("the first run", || desk.path("min nämnd/out/ks-9-2026-tjansteskrivelse.pdf").exists());
    first.kill().unwrap();
    first.wait().unwrap();
    drop(stderr);
    // Held as a run holds it: by a lock that ends with its process.
    let lock = fs::File::options().read(true).write(true).open(desk.path("min nämnd/out/.utdrag/las")).unwrap();
    lock.lock().unwrap();
    let done = desk.run_in("min nämnd", &["skapa"], &[]);
    assert_eq!(done.status, 4);
    assert!(done.stderr.contains("fel[annan-korning]: en annan körning av utdrag (process "), "{}", done.stderr);
    drop(lock);
    assert_eq!(desk.run_in("min nämnd", &["skapa"], &[]).status, 0);
}

#[cfg(unix)]
#[test]
fn watching_makes_anew_what_is_saved_and_ends_with_the_answer_yes() {
    let desk = Desk::with_workspace();
    let out = fs::File::options().create(true).truncate(true).write(true).open(desk.path("svar.txt")).unwrap();
    let mut command = desk.command("min nämnd");
    let mut watching = command.args(["skapa", "--bevaka"]).stdout(out).stderr(Stdio::null()).spawn().unwrap();
    let kallelse = desk.path("min nämnd/out/ks-2026-03-02-kallelse.pdf");
    wait_for("the first round", || {
        fs::read_to_string(desk.path("svar.txt")).is_ok_and(|text| text.contains("tjansteskrivelse.pdf"))
    });
    let old = fs::read(&kallelse).unwrap();
    std::thread::sleep(Duration::from_secs(1));
    desk.edit("min nämnd/kallelse-ks-2026-03-02.toml", "kommunhuset", "biblioteket");
    wait_for("the change", || fs::read(&kallelse).is_ok_and(|now| now != old));
    let stop = Command::new("kill").args(["-INT", &watching.id().to_string()]).status().unwrap();
    assert!(stop.success());
    assert_eq!(watching.wait().unwrap().code(), Some(0));
    let unfinished = desk.names("min nämnd/out").into_iter().filter(|name| name.starts_with(".utdrag-")).count();
    assert_eq!(unfinished, 0);
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_is_found_and_shown() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::with_workspace();
    let odd = OsStr::from_bytes(b"m\xf6te.toml");
    fs::copy(desk.path("min nämnd/kallelse-ks-2026-03-02.toml"), desk.path("min nämnd").join(odd)).unwrap();
    let done = desk.run_in("min nämnd", &[OsStr::new("kontrollera"), odd], &[]);
    assert!(matches!(done.status, 0 | 1), "{done:?}");
    let done = desk.run_in("min nämnd", &[OsStr::new("kontrollera"), OsStr::from_bytes(b"saknas\xf6.toml")], &[]);
    assert_eq!(done.status, 4);
    assert!(done.stderr.contains("saknas\u{fffd}.toml\" finns inte"), "{}", done.stderr);
}

#[test]
fn a_signed_document_is_never_written_over() {
    let (desk, _) = with_old_file();
    let path = "min nämnd/out/ks-2026-03-02-kallelse.pdf";
    let mut signed = fs::read(desk.path(path)).unwrap();
    signed.extend_from_slice(b"\n1 0 obj <</Type/Sig/ByteRange[0 1 2 3]>> endobj\n");
    desk.write(path, &signed);
    let done = desk.run_in("min nämnd", &["skapa"], &[]);
    assert_eq!(done.status, 1, "{}", done.stderr);
    let said = "fel[handling-undertecknad]: out/ks-2026-03-02-kallelse.pdf är undertecknad och skrivs inte över, \
                men fallet eller myndighet.toml har ändrats";
    assert!(done.stderr.contains(said), "{}", done.stderr);
    assert_eq!(fs::read(desk.path(path)).unwrap(), signed);
}

const MINUTES: &str = "min nämnd/out/ks-2026-03-02-protokoll.pdf";

/// Makes all documents with `options`, and puts what looks like a signature in the minutes. Gives every file of the meeting.
fn with_signed_minutes(options: &[&str]) -> (Desk, Vec<(String, Vec<u8>)>) {
    let desk = Desk::with_workspace();
    let done = desk.run_in("min nämnd", &[&["skapa"], options].concat(), &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let mut signed = fs::read(desk.path(MINUTES)).unwrap();
    signed.extend_from_slice(b"\n% /ByteRange [0 1 2 3]\n");
    desk.write(MINUTES, &signed);
    let files = of_the_meeting(&desk);
    assert_eq!(files.len(), 6, "{:?}", desk.names("min nämnd/out"));
    (desk, files)
}

fn of_the_meeting(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let names = desk.names("min nämnd/out").into_iter();
    let names = names.filter(|name| name.starts_with("ks-2026-03-02-") && !name.contains("kallelse"));
    names.map(|name| (name.clone(), fs::read(desk.path(&format!("min nämnd/out/{name}"))).unwrap())).collect()
}

#[test]
fn nothing_real_is_made_beside_minutes_that_were_signed_on_trial() {
    let (desk, before) = with_signed_minutes(&["--prov"]);
    let done = desk.run_in("min nämnd", &["skapa"], &[]);
    assert_eq!(done.status, 1, "{}", done.stderr);
    let said = "fel[prov-undertecknat]: out/ks-2026-03-02-protokoll.pdf är undertecknad på prov (PROV): \
                inga handlingar av sammanträdet görs bredvid den";
    assert!(
        done.stderr.contains(said) && done.stderr.contains("tips: vill du fortsätta på prov: utdrag skapa --prov"),
        "{}",
        done.stderr
    );
    assert!(!done.stdout.contains("ks-2026-03-02-p") && done.stdout.contains("kallelse.pdf"), "{}", done.stdout);
    assert!(of_the_meeting(&desk) == before, "every file of the meeting is as it was");
    // What the hints say goes.
    let on = desk.run_in("min nämnd", &["skapa", "--prov"], &[]);
    assert!(on.status == 0 && of_the_meeting(&desk) == before, "{}", on.stderr);
    let elsewhere = desk.run_in("min nämnd", &["skapa", "--ut", "riktigt"], &[]);
    assert!(
        elsewhere.status == 0 && desk.path("min nämnd/riktigt/ks-2026-03-02-p14-utdrag.pdf").exists(),
        "{}",
        elsewhere.stderr
    );
}

#[test]
fn no_trial_is_made_beside_minutes_that_were_signed() {
    let (desk, before) = with_signed_minutes(&[]);
    let done = desk.run_in("min nämnd", &["skapa", "--prov", "ks-2026-03-02.toml"], &[]);
    assert_eq!((done.status, done.stdout.as_str()), (1, ""), "{}", done.stderr);
    assert!(done.stderr.contains("fel[riktigt-undertecknat]: out/ks-2026-03-02-protokoll.pdf"), "{}", done.stderr);
    assert!(of_the_meeting(&desk) == before, "every file of the meeting is as it was");
    let elsewhere = desk.run_in("min nämnd", &["skapa", "--prov", "--ut", "prov"], &[]);
    assert_eq!(elsewhere.status, 0, "{}", elsewhere.stderr);
}

#[test]
fn a_new_version_of_the_program_leaves_what_is_signed_and_does_not_say_that_the_case_changed() {
    let (desk, before) = with_signed_minutes(&[]);
    // What another version noted: the same words, another hash of program and words.
    let state = desk.path("min nämnd/out/.utdrag/tillstand.json");
    let mut noted: serde_json::Value = serde_json::from_slice(&fs::read(&state).unwrap()).unwrap();
    for note in noted.get_mut("filer").and_then(|files| files.as_object_mut()).unwrap().values_mut() {
        *note.get_mut("underlag").unwrap() = serde_json::json!("0".repeat(64));
    }
    desk.write("min nämnd/out/.utdrag/tillstand.json", noted.to_string().as_bytes());
    let done = desk.run_in("min nämnd", &["skapa"], &[]);
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(done.stdout.contains("ks-2026-03-02-protokoll.pdf     5 sidor   oförändrad"), "{}", done.stdout);
    assert!(of_the_meeting(&desk) == before);
}

#[test]
fn no_extract_says_otherwise_than_the_signed_minutes() {
    let desk = Desk::with_workspace();
    assert_eq!(desk.run_in("min nämnd", &["skapa"], &[]).status, 0);
    let path = "min nämnd/out/ks-2026-03-02-protokoll.pdf";
    let mut signed = fs::read(desk.path(path)).unwrap();
    signed.extend_from_slice(b"\n1 0 obj <</Type/Sig/ByteRange[0 1 2 3]>> endobj\n");
    desk.write(path, &signed);
    let extract = |number: u32| desk.path(&format!("min nämnd/out/ks-2026-03-02-p{number}-utdrag.pdf"));
    let old = fs::read(extract(14)).unwrap();
    desk.edit("min nämnd/ks-2026-03-02.toml", "beviljas 50 000 kronor", "beviljas 500 000 kronor");
    fs::remove_file(extract(13)).unwrap();
    let done = desk.run_in("min nämnd", &["skapa", "ks-2026-03-02.toml", "--handling", "utdrag"], &[]);
    assert_eq!(done.status, 1, "{}", done.stderr);
    assert!(
        done.stderr.contains("fel[andrad-efter-justering]: § 14 har ändrats sedan protokollet undertecknades"),
        "{}",
        done.stderr
    );
    assert_eq!(fs::read(extract(14)).unwrap(), old, "the extract of the changed § is as it was");
    assert!(extract(13).exists(), "what has not changed is made");
    let elsewhere = desk.run_in("min nämnd", &["skapa", "ks-2026-03-02.toml", "--ut", "prov"], &[]);
    assert_eq!(elsewhere.status, 0, "in another folder one may look: {}", elsewhere.stderr);
}

#[test]
fn two_copies_of_a_meeting_are_one_finding() {
    let desk = Desk::with_workspace();
    fs::copy(desk.path("min nämnd/ks-2026-03-02.toml"), desk.path("min nämnd/ks-2026-03-02-kopia.toml")).unwrap();
    let done = desk.run_in("min nämnd", &["kontrollera"], &[]);
    assert_eq!(done.status, 1);
    assert_eq!(done.stdout.matches("fel[paragraf-dubbel]").count(), 1, "{}", done.stdout);
    assert!(done.stdout.contains("§§ 12–15 finns redan i en annan fil"), "{}", done.stdout);
}

#[test]
fn a_document_that_was_tampered_with_is_made_anew() {
    let desk = Desk::with_workspace();
    let path = "min nämnd/out/ks-2026-03-02-kallelse.pdf";
    desk.run_in("min nämnd", &["skapa"], &[]);
    let good = fs::read(desk.path(path)).unwrap();
    desk.write(path, b"annat");
    let done = desk.run_in("min nämnd", &["skapa"], &[]);
    assert!(done.stderr.contains("1 handling skapad, 6 oförändrade"), "{}", done.stderr);
    assert_eq!(fs::read(desk.path(path)).unwrap(), good);
}

fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_mins(1), "{what} did not come");
        std::thread::sleep(Duration::from_millis(50));
    }
}
