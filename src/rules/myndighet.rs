//! What is asked of `myndighet.toml`, once a workspace: ids that are unique, files that exist, texts approved by a jurist.

use std::collections::BTreeSet;

use crate::case::Workspace;
use crate::case::myndighet::{Kanal, OrganTyp};
use crate::case::pointer::Pointer;
use crate::diag::Level;

use super::context::Finding;
use super::lagrum::{Lagrum, has_boards, is_under_kommunallagen};
use super::underlag::outside_or_missing;
use super::{Rule, WorkspaceRule, epost};

const fn rule(id: &'static str, code: &'static str, level: Level, title: &'static str, check: Check) -> WorkspaceRule {
    let rule = Rule { id, code, title, level, basis: Lagrum::Ingen, excusable: false, check: |_| Vec::new() };
    WorkspaceRule { rule, check }
}

type Check = fn(&Workspace) -> Vec<Finding>;

pub(super) const RULES: &[WorkspaceRule] = &[
    rule("V05", "id-dubbelt", Level::Fel, "organ har olika id, och mottagare har olika id", id_dubbelt),
    rule("V27", "texter-ej-godkanda", Level::Varning, "en jurist har godkänt överklagandetexterna", texter_ej_godkanda),
    rule(
        "V30",
        "mottagare-utan-kanal",
        Level::Varning,
        "varje mottagare har en kanal, och e-post en adress",
        mottagare_utan_kanal,
    ),
    rule(
        "V30",
        "adress-en-rad",
        Level::Varning,
        "en postadress står som på kuvertet, en rad för varje del",
        adress_en_rad,
    ),
    rule("V30", "skyddad-epost", Level::Fel, "en mottagare med skyddade uppgifter får inget med e-post", skyddad_epost),
    rule(
        "V49",
        "anslagstavlor-saknas",
        Level::Varning,
        "en gemensam nämnd och ett samordningsförbund har varje huvudmans eller medlems anslagstavla",
        anslagstavlor,
    ),
    rule(
        "V49",
        "anslagstavlor-i-onodan",
        Level::Fel,
        "bara en gemensam nämnd och ett samordningsförbund har flera anslagstavlor",
        anslagstavlor_i_onodan,
    ),
    epost::RULE,
    rule(
        "–",
        "behorighet-baklanges",
        Level::Fel,
        "den som får bestyrka får det från en dag till en senare",
        behorighet_baklanges,
    ),
    rule("–", "logotyp-saknas", Level::Fel, "logotypen finns i arbetsmappen", logotyp_saknas),
];

pub(super) fn finding(workspace: &Workspace, pointer: &str, message: impl Into<String>) -> Finding {
    Finding::at(workspace.myndighet.places.label(&Pointer::parse(pointer), ""), message)
}

pub(super) fn is_damaged(workspace: &Workspace, pointer: &str) -> bool {
    workspace.myndighet.places.is_damaged(&Pointer::parse(pointer))
}

fn id_dubbelt(workspace: &Workspace) -> Vec<Finding> {
    let myndighet = &workspace.myndighet.value;
    let organ = ("organ", myndighet.organ.iter().map(|one| one.id.as_str()).collect::<Vec<_>>());
    let mottagare = ("mottagare", myndighet.mottagare.iter().map(|one| one.id.as_str()).collect());
    let mut found = Vec::new();
    for (key, ids) in [organ, mottagare] {
        for (i, id) in ids.iter().enumerate() {
            let place = format!("/{key}/{i}/id");
            let Some(first) = ids.iter().take(i).position(|other| other == id) else { continue };
            if is_damaged(workspace, &place) || is_damaged(workspace, &format!("/{key}/{first}/id")) {
                continue;
            }
            let label = workspace.myndighet.places.label(&Pointer::parse(&format!("/{key}/{first}/id")), "den första");
            let message = format!("två {key} har id {id}");
            found.push(finding(workspace, &place, message).also(label).hint("ge den ena ett annat id"));
        }
    }
    found
}

fn texter_ej_godkanda(workspace: &Workspace) -> Vec<Finding> {
    let myndighet = &workspace.myndighet.value;
    let is_approved = myndighet.texter.godkand_av.as_deref().is_some_and(|name| !name.trim().is_empty());
    let is_concerned = myndighet.organ.iter().any(|organ| is_under_kommunallagen(organ.typ));
    if is_approved || !is_concerned || is_damaged(workspace, "/texter") {
        return Vec::new();
    }
    let message = "överklagandetexterna är inte godkända av någon jurist";
    let hint = "låt en jurist läsa texterna och skriv godkand-av = \"namn, dag\" under [texter]";
    vec![finding(workspace, "/texter", message).hint(hint)]
}

fn mottagare_utan_kanal(workspace: &Workspace) -> Vec<Finding> {
    let mut found = Vec::new();
    for (i, one) in workspace.myndighet.value.mottagare.iter().enumerate() {
        let at = format!("/mottagare/{i}");
        let (message, hint) = match one.kanal {
            None => {
                (format!("mottagaren {} saknar kanal", one.id), "skriv kanal = \"e-post\", \"brev\" eller \"internt\"")
            }
            Some(Kanal::EPost) if one.epost.is_none() => (
                format!("mottagaren {} ska få e-post, men saknar adress", one.id),
                "skriv epost = \"..\", eller en annan kanal",
            ),
            Some(_) => continue,
        };
        if !is_damaged(workspace, &at) {
            found.push(finding(workspace, &format!("{at}/id"), message).hint(hint));
        }
    }
    found
}

/// In one line it runs to the edge of the window, or out of it.
fn adress_en_rad(workspace: &Workspace) -> Vec<Finding> {
    let mut found = Vec::new();
    for (i, one) in workspace.myndighet.value.mottagare.iter().enumerate() {
        let at = format!("/mottagare/{i}/adress");
        let Some(adress) = one.adress.as_deref().map(str::trim).filter(|_| !is_damaged(workspace, &at)) else {
            continue;
        };
        let parts: Vec<&str> = adress.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        if adress.contains('\n') || parts.len() < 2 {
            continue;
        }
        let own = parts.first().is_none_or(|first| *first != one.namn.as_str()).then_some(one.namn.as_str());
        let lines: Vec<&str> = own.into_iter().chain(parts).collect();
        let message = format!("adressen till {} står på en rad, och trycks så i brevets fönster", one.id);
        let hint =
            format!("skriv den mellan tre citattecken (\"\"\"), med en rad för varje del: {}", lines.join(" / "));
        found.push(finding(workspace, &at, message).hint(hint));
    }
    found
}

fn skyddad_epost(workspace: &Workspace) -> Vec<Finding> {
    let all = workspace.myndighet.value.mottagare.iter().enumerate();
    let exposed = all.filter(|(_, one)| one.skyddad && one.kanal == Some(Kanal::EPost));
    let one = |(i, one): (usize, &crate::case::myndighet::Mottagare)| {
        let message = format!("mottagaren {} har skyddade uppgifter och får inget med e-post", one.id);
        finding(workspace, &format!("/mottagare/{i}/kanal"), message)
            .hint("skriv kanal = \"brev\" eller \"överlämnas\"")
    };
    exposed.map(one).collect()
}

fn anslagstavlor(workspace: &Workspace) -> Vec<Finding> {
    let all = workspace.myndighet.value.organ.iter().enumerate();
    let short = all.filter(|(_, organ)| {
        let boards: BTreeSet<&String> = organ.anslagstavlor.iter().collect();
        has_boards(organ.typ) && boards.len() < 2
    });
    let one = |(i, organ): (usize, &crate::case::myndighet::Organ)| {
        let (kind, whose) = match organ.typ {
            OrganTyp::Samordningsforbund => ("ett samordningsförbund", "kommun och region som är medlem"),
            _ => ("en gemensam nämnd", "huvudman"),
        };
        let message = format!("{} är {kind}, men har inte anslagstavlan hos varje {whose}", organ.namn);
        finding(workspace, &format!("/organ/{i}/id"), message)
            .hint(format!("skriv anslagstavlor = [\"..\", \"..\"], en för varje {whose}"))
    };
    short.filter(|(i, _)| !is_damaged(workspace, &format!("/organ/{i}"))).map(one).collect()
}

fn behorighet_baklanges(workspace: &Workspace) -> Vec<Finding> {
    let mut found = Vec::new();
    for (i, one) in workspace.myndighet.value.behorig_bestyrkare.iter().enumerate() {
        let at = format!("/behorig-bestyrkare/{i}");
        let (Some(fran), Some(till)) = (one.fran, one.till) else { continue };
        if till < fran && !is_damaged(workspace, &at) {
            let message = format!("{} får bestyrka till och med {till}, men först från och med {fran}", one.namn);
            let label = workspace.myndighet.places.label(&Pointer::parse(&format!("{at}/fran")), "första dagen");
            found.push(finding(workspace, &format!("{at}/till"), message).also(label).hint("rätta den dag som är fel"));
        }
    }
    found
}

fn anslagstavlor_i_onodan(workspace: &Workspace) -> Vec<Finding> {
    let all = workspace.myndighet.value.organ.iter().enumerate();
    let unused = all.filter(|(_, organ)| !has_boards(organ.typ) && !organ.anslagstavlor.is_empty());
    let one = |(i, organ): (usize, &crate::case::myndighet::Organ)| {
        let message = format!("{} har en enda anslagstavla: anslagstavlor gäller inte ett sådant organ", organ.namn);
        finding(workspace, &format!("/organ/{i}/anslagstavlor"), message)
            .hint("skriv anslagstavla = \"..\" högst upp i filen, eller rätta organets typ")
    };
    unused.filter(|(i, _)| !is_damaged(workspace, &format!("/organ/{i}"))).map(one).collect()
}

fn logotyp_saknas(workspace: &Workspace) -> Vec<Finding> {
    let Some(path) = workspace.myndighet.value.logotyp.as_deref() else { return Vec::new() };
    let Some(why) = outside_or_missing(&workspace.root, path) else { return Vec::new() };
    let hint = "skriv sökvägen från mappen med myndighet.toml, till en SVG- eller PNG-fil";
    vec![finding(workspace, "/logotyp", format!("logotypen {path} {why}")).hint(hint)]
}
