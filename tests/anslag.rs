//! Notices of adjusted minutes: what they say, what they never say, which are refused, and what the register makes of them.

#![expect(clippy::indexing_slicing, reason = "an index that is not there is a failed test")]

#[path = "anslag/meeting.rs"]
mod meeting;

use jiff::civil::Date;
use utdrag::anslag::facts::Facts;
use utdrag::anslag::posted::{all, nedtagen, tillkannagiven};
use utdrag::anslag::{Anslag, atom, blad, check, html};
use utdrag::document::Innehall;
use utdrag::pdf;
use utdrag::register::{Memory, Register, Search};

use meeting::{HOSTILE, Made, Meeting, SECRET, checked, posted};

/// The omedelbar § has its own notice already.
const AT_ONCE: &str = "[[anslag]]\nparagraf = 13\njusterad = 2026-03-11\nuppsatt = 2026-03-12\n";

fn whole(day: &str) -> Made {
    Meeting { more: AT_ONCE, facts: posted(day), ..Meeting::default() }.announced().expect("the notice is allowed")
}

fn refused(meeting: &Meeting) -> Vec<&'static str> {
    let faults = meeting.announced().expect_err("the notice is refused");
    faults.iter().filter(|one| one.level == utdrag::diag::Level::Fel).map(|one| one.code).collect()
}

fn fragment(made: &Made) -> String {
    let (delar, lacking) = blad::appeal(&made.workspace, made.organ(), &made.notice);
    assert!(lacking.is_empty(), "{lacking:?}");
    html::fragment(&made.notice, &delar)
}

#[test]
fn a_notice_says_all_that_notices_say() {
    let notice = whole("2026-03-18").notice;
    let days = (notice.justerat.as_str(), notice.uppsatt.as_str(), notice.sista_overklagandedag.as_str());
    assert_eq!(days, ("2026-03-17", "2026-03-18", "2026-04-08"));
    assert_eq!(notice.tas_ned, "2026-04-09");
    assert_eq!(notice.about(), "Regionstyrelsen 2026-03-11, §§\u{a0}12, 14–15");
    assert_eq!((notice.handling.as_str(), notice.egna_anslag.as_slice()), ("rs-2026-03-11-anslag", [13].as_slice()));
    let words = fragment(&whole("2026-03-18"));
    for said in [
        "<time datetime=\"2026-04-08\">2026-04-08</time> onsdag",
        "Regionens sekretariat, Fjällholm",
        "Förvaltningsrätten i Fjällholm",
        "13 är omedelbart justerad och har eget anslag",
        "Den sista dagen är 2026-04-08.",
        "Anslaget av Maj Öst",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[test]
fn a_notice_never_says_laga_kraft_and_a_certificate_says_that_it_does_not() {
    let made = whole("2026-03-18");
    let json = serde_json::to_string(&made.notice).expect("a notice is JSON");
    assert!(!(fragment(&made) + &json).to_lowercase().contains("laga kraft"));
    let day = "2026-04-09".parse().expect("a day");
    let document =
        blad::anslagsbevis(&made.workspace, made.organ(), &made.notice, (day, "Maj Öst")).expect("a document");
    assert_eq!(document.stem, "rs-2026-03-11-anslagsbevis");
    let words = serde_json::to_string(&document).expect("a document is JSON");
    assert!(words.contains("Beviset säger inte om något beslut har överklagats eller fått laga kraft."), "{words}");
    pdf::render(&document).expect("the certificate is PDF/A-2a and PDF/UA-1");
}

#[test]
fn of_a_secret_section_only_number_and_lagrum_leave_the_house() {
    let made = whole("2026-03-18");
    let (document, _) = blad::anslag(&made.workspace, made.organ(), &made.notice).expect("a document");
    let pages = serde_json::to_string(&document).expect("a document is JSON");
    let json = serde_json::to_string(&made.notice).expect("a notice is JSON");
    let post = tillkannagiven(&made.notice, "2026-03-18T08:00:00Z".parse().expect("a time"));
    let entry = serde_json::to_string(&post).expect("a post is JSON");
    for text in [pages, json, entry, fragment(&made)] {
        assert!(!text.contains(SECRET), "{text}");
    }
    assert!(fragment(&made).contains("14 Sekretess enligt 19 kap. 3 § offentlighets- och sekretesslagen (2009:400)"));
}

#[test]
fn a_title_is_text_in_html_and_atom_whatever_it_looks_like() {
    let made = whole("2026-03-18");
    let words = fragment(&made);
    assert!(!words.contains("<script") && !words.contains("]]>"), "{words}");
    assert!(
        words.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39; ]]&gt; Nätavgift"),
        "{words}"
    );
    assert!(words.contains("href=\"https://www.fjallmarken.example/anslag?tavla=1&amp;sort=dag\""), "{words}");
    assert!(HOSTILE.contains("<script>"));
    let escaped = html::escaped("a\u{0}\u{1b}\u{ffff}\u{202e}b\n<");
    assert_eq!(escaped, "a\u{202e}b &lt;");
}

#[test]
fn the_notice_is_a_document_that_the_typesetter_takes() {
    let made = whole("2026-03-18");
    let (document, lacking) = blad::anslag(&made.workspace, made.organ(), &made.notice).expect("a document");
    assert!(lacking.is_empty() && matches!(document.innehall, Innehall::Blad(_)));
    let set = pdf::render(&document).expect("the notice is PDF/A-2a and PDF/UA-1");
    assert_eq!(set, pdf::render(&document).expect("it is set again"), "same notice, same bytes");
    assert!(set.pages <= 2, "{} pages", set.pages);
}

#[test]
fn a_section_adjusted_at_once_is_its_own_minutes_with_its_own_days() {
    let facts = Facts { omedelbar: Some(13), justerat: "2026-03-11".parse().expect("a day"), ..posted("2026-03-12") };
    let made = Meeting { facts, ..Meeting::default() }.announced().expect("the notice is allowed");
    assert_eq!(made.notice.handling, "rs-2026-03-11-p13-omedelbar-anslag");
    assert_eq!((made.notice.numbers(), made.notice.sista_overklagandedag.as_str()), (vec![13], "2026-04-02"));
    assert!(fragment(&made).contains("Paragrafen är omedelbart justerad."));
}

#[test]
fn minutes_are_not_announced_before_the_section_adjusted_at_once() {
    let meeting = Meeting { facts: posted("2026-03-18"), ..Meeting::default() };
    assert_eq!(refused(&meeting), ["omedelbar-utan-anslag"]);
}

#[test]
fn a_notice_on_the_third_day_is_refused_and_its_excuse_is_in_the_notice() {
    assert_eq!(
        refused(&Meeting { more: AT_ONCE, facts: posted("2026-03-20"), ..Meeting::default() }),
        ["anslag-for-sent"]
    );
    let excused = "[[anslag]]\nparagraf = 13\njusterad = 2026-03-11\nuppsatt = 2026-03-12\n[[avvikelse]]\n\
                   regel = \"anslag-for-sent\"\nskal = \"Webbplatsen låg nere\"\n";
    let made = Meeting { more: excused, facts: posted("2026-03-20"), ..Meeting::default() }.announced();
    let notice = made.expect("it is excused").notice;
    let said = "Protokollet anslogs 3 dagar efter justeringen 2026-03-17, högst 2 är tillåtet (6 kap. 35 § och \
                8 kap. 12 § kommunallagen (2017:725)). Skäl: Webbplatsen låg nere.";
    assert_eq!(notice.avvikelser, [said]);
    let post = tillkannagiven(&notice, "2026-03-20T08:00:00Z".parse().expect("a time"));
    assert_eq!(post.uppgifter.get("avvikelser").map(String::as_str), Some(said));
}

#[test]
fn a_late_justering_is_known_from_the_signatures_and_noted_in_the_notice() {
    let late = Facts { justerat: "2026-03-26".parse().expect("a day"), ..posted("2026-03-27") };
    assert_eq!(refused(&Meeting { more: AT_ONCE, facts: late.clone(), ..Meeting::default() }), ["justering-for-sen"]);
    let excused = "[[anslag]]\nparagraf = 13\njusterad = 2026-03-11\nuppsatt = 2026-03-12\n[[avvikelse]]\n\
                   regel = \"justering-for-sen\"\nskal = \"Justeraren var sjuk.\"\n";
    let made = Meeting { more: excused, facts: late, ..Meeting::default() }.announced().expect("it is excused");
    assert!(made.notice.avvikelser[0].starts_with("Protokollet justerades 15 dagar efter sammanträdet"));
}

#[test]
fn the_weekend_makes_a_warning_of_the_third_day() {
    let facts = Facts { justerat: "2026-03-19".parse().expect("a day"), ..posted("2026-03-23") };
    let made = Meeting { more: AT_ONCE, facts, ..Meeting::default() }.announced().expect("it is a warning");
    let codes: Vec<&str> = made.findings.iter().map(|one| one.code).collect();
    assert!(codes.contains(&"anslag-for-sent"), "{codes:?}");
    assert!(made.notice.avvikelser.is_empty());
}

#[test]
fn a_samverkansorgan_has_no_notice() {
    let meeting = Meeting { typ: Some("samverkansorgan"), facts: posted("2026-03-18"), ..Meeting::default() };
    assert_eq!(refused(&meeting), ["anslag-utanfor"]);
}

#[test]
fn the_days_of_a_gemensam_namnd_wait_for_its_last_board() {
    let own = Facts {
        tavlor: vec![(Some("Region Fjällmarken".to_owned()), Date::constant(2026, 3, 18))],
        ..posted("2026-03-18")
    };
    let at_once = "[[anslag]]\nparagraf = 13\njusterad = 2026-03-11\ntavla = \"Almens kommun\"\nuppsatt = 2026-03-12\n";
    let alone = Meeting { typ: Some("gemensam nämnd"), more: at_once, facts: own.clone(), ..Meeting::default() };
    assert_eq!(refused(&alone), ["tavlor-fattas"]);
    let mut facts = own;
    facts.tavlor.push((Some("Almens kommun".to_owned()), Date::constant(2026, 3, 19)));
    let made = Meeting { typ: Some("gemensam nämnd"), more: at_once, facts, ..Meeting::default() }.announced();
    let notice = made.expect("both boards are known").notice;
    assert_eq!((notice.uppsatt.as_str(), notice.sista_overklagandedag.as_str()), ("2026-03-19", "2026-04-09"));
    assert_eq!(notice.tavlor.len(), 2);
}

#[test]
fn a_notice_must_say_where_the_minutes_are_but_not_how_to_appeal() {
    let nowhere =
        Meeting { more: AT_ONCE, facts: posted("2026-03-18"), without: &["forvaringsplats"], ..Meeting::default() };
    assert_eq!(refused(&nowhere), ["anslag-utan-plats"]);
    let without = Meeting {
        more: AT_ONCE,
        facts: posted("2026-03-18"),
        without: &["forvaltningsratt-adress"],
        ..Meeting::default()
    };
    let made = without.announced().expect("the law asks for less");
    let (delar, lacking) = blad::appeal(&made.workspace, made.organ(), &made.notice);
    assert_eq!((delar.len(), lacking.len()), (1, 1));
    assert!(lacking[0].message.starts_with("anslaget säger inte hur man överklagar"), "{}", lacking[0].message);
}

#[test]
fn a_day_in_the_case_that_the_signatures_contradict_is_refused() {
    let meeting = Meeting { more: "datum = 2026-03-16\n", facts: posted("2026-03-18"), ..Meeting::default() };
    assert_eq!(refused(&meeting), ["justeringsdag-skiljer"]);
}

/// A register where the meeting's minutes were announced, and perhaps taken down.
fn register(down: Option<Date>) -> Memory {
    let mut register = Memory::default();
    let time = "2026-03-18T08:00:00Z".parse().expect("a time");
    register.append(&[tillkannagiven(&whole("2026-03-18").notice, time)]).expect("memory takes all");
    if let Some(day) = down {
        let up = all(&register, &Search::default()).expect("memory can be read");
        let time = "2026-04-09T08:00:00Z".parse().expect("a time");
        register.append(&[nedtagen(&up[0], vec![12, 14, 15], (time, "Maj Öst", day))]).expect("memory takes all");
    }
    register
}

#[test]
fn what_was_posted_is_read_back_from_the_register() {
    let down = Date::constant(2026, 4, 9);
    let up = all(&register(None), &Search::default()).expect("memory can be read");
    let days = (up[0].uppsatt, up[0].sista_overklagandedag, up[0].tas_ned, up[0].nedtaget);
    assert_eq!(days, (Date::constant(2026, 3, 18), Date::constant(2026, 4, 8), down, None));
    assert_eq!(all(&register(Some(down)), &Search::default()).expect("memory can be read")[0].nedtaget, Some(down));
    assert_eq!(up[0].rows().len(), 1);
}

#[test]
fn the_same_minutes_are_announced_again_only_with_a_reason() {
    let before = all(&register(Some(Date::constant(2026, 4, 9))), &Search::default()).expect("memory can be read");
    let again = Facts {
        registered: before.iter().flat_map(utdrag::anslag::posted::Posted::rows).collect(),
        before: 1,
        ..posted("2026-04-20")
    };
    assert_eq!(
        refused(&Meeting { more: AT_ONCE, facts: again.clone(), ..Meeting::default() }),
        ["anslag-om-utan-skal"]
    );
    let reason = Facts { skal: Some("Anslaget hamnade på fel sida.".to_owned()), ..again };
    let made = Meeting { more: AT_ONCE, facts: reason, ..Meeting::default() }.announced().expect("it has a reason");
    assert_eq!(made.notice.handling, "rs-2026-03-11-anslag-2");
    assert_eq!(blad::bevis_stem(&made.notice.handling), "rs-2026-03-11-anslagsbevis-2");
    assert!(fragment(&made).contains("Anslaget hamnade på fel sida."));
}

#[test]
fn the_feed_has_what_is_up_and_is_the_same_for_the_same_register() {
    let authority = &whole("2026-03-18").workspace.myndighet.value.clone();
    let up = all(&register(None), &Search::default()).expect("memory can be read");
    let since = "2026-03-01T00:00:00Z".parse().expect("a time");
    let feed = atom::feed(authority, &up, since);
    assert_eq!(feed, atom::feed(authority, &up, since));
    assert!(feed.contains("<updated>2026-03-18T08:00:00Z</updated>") && feed.matches("<entry>").count() == 1, "{feed}");
    assert!(atom::feed(authority, &[], since).contains("<updated>2026-03-01T00:00:00Z</updated>"));
}

#[test]
fn a_notice_is_read_back_from_its_json() {
    let notice = whole("2026-03-18").notice;
    let json = serde_json::to_vec(&notice).expect("a notice is JSON");
    assert_eq!(serde_json::from_slice::<Anslag>(&json).expect("it is a notice"), notice);
}

#[test]
fn what_happens_on_the_board_is_in_no_leaf_of_the_minutes() {
    let leaves = |more| {
        let checked = checked(more);
        let utdrag::case::Content::Sammantrade(meeting) = &checked.case().value else {
            unreachable!("it is a meeting")
        };
        utdrag::document::canonical_objects(&checked, meeting).expect("no file is named")
    };
    let board = "datum = 2026-03-17\n[[anslag]]\nparagraf = 13\njusterad = 2026-03-11\nuppsatt = 2026-03-12\n[[anslag]]\nuppsatt = 2026-03-18\n";
    assert_eq!(leaves(""), leaves(board));
}

#[test]
fn days_that_do_not_follow_from_the_notice_are_noticed() {
    let mut notice = whole("2026-03-18").notice;
    assert!(check::sista_dag(&notice).is_empty());
    notice.sista_overklagandedag = String::new();
    notice.tas_ned = "2026-04-08".to_owned();
    let messages: Vec<String> = check::sista_dag(&notice).into_iter().map(|one| one.message).collect();
    assert_eq!(messages.len(), 2);
    assert!(messages[0].contains("är 2026-04-08 av anslaget 2026-03-18, men i det står saknas"), "{messages:?}");
}
