//! A receipt out of the register (C2SP tlog-proof) that lies beside a file: the entry it carries is about this very file,
//! and its leaf leads to the root of a checkpoint. It can only add to what the file's own signatures say, or make it doubtful.

use serde_json::Value;

use super::algorithm::sha256;
use super::fornyad::Seen;
use super::json;
use super::justering::base64;
use super::merkle::{self, Hash};
use super::note::{Checkpoint, Loggnyckel, Signers};
use super::registrering;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Longest receipt that is read, in bytes.
const LONGEST: usize = 20_000;
/// Longest path: a tree of 2^63 leaves.
const DEEPEST: usize = 63;

/// An entry of the register, as its leaf says it (`utdrag-post/1`).
pub(crate) struct Post {
    pub(crate) index: u64,
    pub(crate) handelse: String,
    pub(crate) nummer: Option<String>,
    /// SHA-256 of its files, in order, the document itself first.
    pub(crate) filer: Vec<String>,
    pub(crate) uppgifter: Vec<(String, String)>,
    pub(crate) nar: String,
    pub(crate) identitet: Hash,
}

impl Post {
    /// Reads the canonical bytes of a leaf.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let value = json::canonical(bytes)?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        if text("format")? != "utdrag-post/1" {
            return None;
        }
        let files = value.get("filer").and_then(Value::as_array).into_iter().flatten();
        let more = value.get("uppgifter").and_then(Value::as_object).into_iter().flatten();
        Some(Self {
            index: value.get("post")?.as_u64()?,
            handelse: text("handelse")?,
            nummer: value.get("lopnummer").and_then(number),
            filer: files.filter_map(|file| Some(file.get("sha256")?.as_str()?.to_owned())).collect(),
            uppgifter: more.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect(),
            nar: text("nar")?,
            identitet: sha256(bytes),
        })
    }

    /// What the entry says under `key`.
    pub(crate) fn said(&self, key: &str) -> Option<&str> {
        self.uppgifter.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// "RS 2026:17 (post 41)".
    pub(crate) fn name(&self) -> String {
        match &self.nummer {
            Some(number) => format!("{number} (post {})", self.index),
            None => format!("post {}", self.index),
        }
    }
}

fn number(value: &Value) -> Option<String> {
    let organ = value.get("organ")?.as_str()?.to_uppercase();
    Some(format!("{organ} {}:{}", value.get("ar")?.as_i64()?, value.get("nummer")?.as_u64()?))
}

/// A receipt, read.
struct Kvitto<'a> {
    post: Post,
    index: u64,
    path: Vec<Hash>,
    checkpoint: Checkpoint<'a>,
}

impl<'a> Kvitto<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("c2sp.org/tlog-proof@v1\n").filter(|_| text.len() <= LONGEST)?;
        let (head, note) = rest.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let post = Post::read(&base64(lines.next()?.strip_prefix("extra ")?)?)?;
        let index = lines.next()?.strip_prefix("index ")?;
        let number: u64 = index.parse().ok()?;
        let path = lines.map(|line| base64(line)?.try_into().ok()).collect::<Option<Vec<Hash>>>()?;
        let checkpoint = Checkpoint::read(note)?;
        (number.to_string() == index && path.len() <= DEEPEST).then_some(Self { post, index: number, path, checkpoint })
    }

    /// The entry is leaf `index` of the checkpoint's tree.
    fn holds(&self) -> bool {
        let root = merkle::root(merkle::leaf(&self.post.identitet), self.index, self.checkpoint.size, &self.path);
        self.post.index == self.index && root == Some(self.checkpoint.root)
    }
}

/// Judges the receipt beside `file`, which bears a seal or does not; what to do about a file that was corrected.
pub(super) fn judge(
    text: &str,
    (file, sealed): (&Seen, bool),
    keys: &[Loggnyckel],
    answer: &mut Lagersvar,
) -> Option<String> {
    let kvitto = match read(text, file, keys) {
        Ok((kvitto, signers)) if signers.log => (kvitto, signers),
        Ok((kvitto, _)) => {
            let (name, origin) = (kvitto.post.name(), kvitto.checkpoint.origin);
            answer.note(format!("Kvittot säger att filen är {name} i registret {origin}, men registrets nyckel är inte betrodd: ange dess .vkey med --lita-på."));
            return None;
        }
        Err(brist) => {
            answer.add(brist);
            return None;
        }
    };
    let (kvitto, signers) = kvitto;
    let (name, size) = (kvitto.post.name(), kvitto.checkpoint.size);
    answer.checked("kvittot ur registret");
    registrering::same_as_entered(file, &kvitto.post, answer);
    let mut act = None;
    match kvitto.post.handelse.as_str() {
        "bestyrkt" => {}
        "makulerad" => {
            answer.add(registrering::cancelled(&kvitto.post, &kvitto.post));
            return None;
        }
        "rattad" => {
            answer.note(registrering::corrected(&kvitto.post));
            act = Some(registrering::replacement(&kvitto.post));
        }
        _ if !sealed => {}
        other => {
            let mening = format!(
                "kvittot visar att filen står i registret, men inte att den är bestyrkt (posten gäller: {other})"
            );
            answer.add(unclear("kvitto-annan-handelse", mening));
            return None;
        }
    }
    let witnesses: Vec<String> =
        signers.witnesses.iter().map(|(name, time)| format!("{name} {}", day(*time))).collect();
    let seen = if witnesses.is_empty() { String::new() } else { format!(", bevittnat av {}", witnesses.join(" och ")) };
    answer.note(format!(
        "Kvittot visar att filen är {name} i registret, som då hade {size} poster{seen}. Om den har makulerats senare syns bara i registret."
    ));
    act
}

/// A receipt that is about the file and holds, and who has signed its checkpoint.
fn read<'a>(text: &'a str, file: &Seen, keys: &[Loggnyckel]) -> Result<(Kvitto<'a>, Signers), Brist> {
    let said = |kod, mening: &str| Err(unclear(kod, mening.to_owned()));
    let Some(kvitto) = Kvitto::read(text) else {
        return said("kvitto-olasligt", "kvittot bredvid filen går inte att läsa");
    };
    if !file.is(kvitto.post.filer.first()) {
        return said("kvitto-annan-fil", "kvittot bredvid filen gäller en annan fil");
    }
    if !kvitto.holds() {
        let mening = "kvittot bredvid filen är falskt: posten leder inte till kontrollpunktens rot";
        return said("kvitto-falskt", mening);
    }
    let signers = kvitto.checkpoint.signers(keys);
    match signers.wrong.first() {
        Some(name) => said("kvitto-underskrift", &format!("kvittots kontrollpunkt har en falsk underskrift av {name}")),
        None => Ok((kvitto, signers)),
    }
}

fn unclear(kod: &'static str, mening: String) -> Brist {
    Brist::unclear(kod, Underindikation::FormatFailure, mening)
}

fn day(seconds: u64) -> String {
    let moment = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map_or_else(|| "okänd dag".to_owned(), |moment| moment.strftime("%Y-%m-%d").to_string())
}
