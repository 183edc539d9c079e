//! What the recipient should do now, from what decided the verdict.

use super::Trust;
use super::verdict::{Utslag, Verdict};

/// Sentences, the most important first.
pub(crate) fn advice(verdict: &Verdict, trust: &Trust) -> Vec<String> {
    match verdict.utslag() {
        Utslag::Giltig => vec![
            "Du kan lita på filen. Spara den som den är: en utskrift eller omsparad kopia går inte att kontrollera."
                .to_owned(),
        ],
        Utslag::Ogiltig => {
            vec![
                "Lita inte på filen. Be myndigheten om ett nytt exemplar och tala om vad kontrollen visade.".to_owned(),
            ]
        }
        Utslag::KanInteAvgoras => unclear(verdict, trust),
    }
}

fn unclear(verdict: &Verdict, trust: &Trust) -> Vec<String> {
    let mut acts = Vec::new();
    for brist in verdict.brister() {
        let act = match brist.kod {
            "okand-utfardare" if trust.is_empty() => {
                "Hämta myndighetens certifikat från dess webbplats och kontrollera igen med --lita-på."
            }
            "okand-utfardare" => {
                "Kontrollera att certifikatet som ni litar på är rätt myndighets, eller fråga myndigheten vilket som gäller."
            }
            "sparr-okand" => {
                "Kontrollera igen med färska spärrlistor, eller fråga myndigheten om certifikatet har spärrats."
            }
            "sparrat-certifikat" | "certifikat-ur-tiden" => {
                "Be myndigheten om ett exemplar med tidsstämpel, eller om ett nytt bestyrkt utdrag."
            }
            "osignerad" => "Filen bär ingen underskrift. Be myndigheten om ett undertecknat exemplar.",
            "underskrift-saknas" => "Alla har inte undertecknat. Be myndigheten om den färdigjusterade versionen.",
            "olaslig-fil" => "Filen kan ha skadats på vägen. Hämta den igen, som bifogad fil och inte som utskrift.",
            "krypterad-fil" => "Be avsändaren om filen utan lösenord.",
            _ => continue,
        };
        if !acts.iter().any(|known| known == act) {
            acts.push(act.to_owned());
        }
    }
    if acts.is_empty() {
        acts.push("Fråga myndigheten om filen är äkta innan du använder den.".to_owned());
    }
    acts
}
