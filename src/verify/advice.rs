//! What the recipient should do now, from what decided the verdict.

use super::Trust;
use super::fill::FILLED_IN;
use super::verdict::{Utslag, Verdict};

/// Sentences, the most important first.
pub(crate) fn advice(verdict: &Verdict, trust: &Trust) -> Vec<String> {
    match verdict.utslag() {
        Utslag::Giltig if verdict.revisioner.upplysningar.iter().any(|one| one.starts_with(FILLED_IN)) => {
            let trial = "Underskriften är ett PROV: provnycklar kan vem som helst göra. Använd inte filen som handling.";
            let mut acts = vec![
                "Formulärfält har fyllts i eller ändrats efter underskriften. Lita på det som undertecknades, men fråga avsändaren om det som står i fälten."
                    .to_owned(),
            ];
            acts.extend(verdict.prov.then(|| trial.to_owned()));
            acts
        }
        Utslag::Giltig if verdict.prov => vec![
            "Filen är oförändrad, men den är ett PROV: provnycklar kan vem som helst göra. Använd den inte som handling."
                .to_owned(),
        ],
        Utslag::Giltig if verdict.underskrifter.iter().all(|one| one.person.is_none()) => vec![
            "Filen är oförändrad sedan de som står ovan undertecknade den. Om det är rätt personer får du själv avgöra: filen säger inte vilka som skulle."
                .to_owned(),
        ],
        Utslag::Giltig => vec![
            "Du kan lita på filen. Spara den som den är: en utskrift eller omsparad kopia går inte att kontrollera."
                .to_owned(),
        ],
        Utslag::Ogiltig => false_file(verdict),
        Utslag::KanInteAvgoras => unclear(verdict, trust),
    }
}

fn false_file(verdict: &Verdict) -> Vec<String> {
    let only =
        |kod: &str| verdict.brister().iter().filter(|one| one.utslag == Utslag::Ogiltig).all(|one| one.kod == kod);
    let act = if only("makulerat") {
        "Använd inte utdraget: myndigheten har tagit tillbaka det. Det som står i det är det som bestyrktes, men det gäller inte längre."
    } else if only("annat-protokoll") {
        "Utdraget och protokollet som ligger intill hör inte ihop. Fråga myndigheten vilket av dem som gäller."
    } else if only("efter-slutet") {
        "Något har lagts till efter filens slut, kanske på vägen. Hämta den igen; blir svaret detsamma, lita inte på den."
    } else {
        "Lita inte på filen. Be myndigheten om ett nytt exemplar och tala om vad kontrollen visade."
    };
    vec![act.to_owned()]
}

fn unclear(verdict: &Verdict, trust: &Trust) -> Vec<String> {
    let mut acts = Vec::new();
    let has = |kod: &str| verdict.brister().iter().any(|one| one.kod == kod);
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
            "osignerad" if has("utan-stampel") => continue,
            "underskrift-saknas" if has("osignerad") => continue,
            "osignerad" => "Filen bär ingen underskrift. Be myndigheten om ett undertecknat exemplar.",
            "underskrift-saknas" => "Alla har inte undertecknat. Be myndigheten om den färdigjusterade versionen.",
            "olaslig-fil" => "Filen kan ha skadats på vägen. Hämta den igen, som bifogad fil och inte som utskrift.",
            "annans-certifikat" => {
                "Fråga myndigheten om certifikatet hör till den personen. Får du listan över vem som undertecknar med vad: kontrollera igen med --undertecknare."
            }
            "annan-myndighet" => {
                "Fråga myndigheten som har fattat beslutet om den som bestyrkt utdraget fick göra det."
            }
            "bevis-saknas" => "Be myndigheten om ett utdrag som bär bevisen ur protokollet.",
            "person-okand" | "justering-saknas" => {
                "Fråga myndigheten vilka som skulle ha undertecknat, och jämför med namnen ovan."
            }
            "olaslig-ruta" => "Lita inte på det som syns i rutan. Be myndigheten om ett nytt exemplar.",
            "svag-algoritm" => {
                "Underskriften är gjord med teknik som inte längre är säker. Be myndigheten om ett nytt exemplar."
            }
            "tidsstampel-i-framtiden" => "Kontrollera att datorns klocka går rätt, och kontrollera igen.",
            "krypterad-fil" => "Be avsändaren om filen utan lösenord.",
            kod => match instead(kod) {
                Some(act) => act,
                None => continue,
            },
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

/// What to look at in place of a file that cannot be judged as it is.
fn instead(kod: &str) -> Option<&'static str> {
    Some(match kod {
        "osignerad-kallelse" => {
            "Jämför med kallelsen på myndighetens webbplats, eller fråga myndigheten. Beslut prövas på protokollet eller ett bestyrkt utdrag."
        }
        "osignerat-anslag" => {
            "Jämför med anslagstavlan på myndighetens webbplats. Beslutet prövas på protokollet eller ett bestyrkt utdrag."
        }
        "osignerat-missiv" => "Kontrollera utdraget som följde med missivet: det är stämplat.",
        "osignerad-rapport" => "Kontrollera filerna som rapporten gäller: deras SHA-256 står i den.",
        "utan-stampel" => {
            "Kontrollera det stämplade utdraget i stället. Är filen arkivets kopia: håll den mot bevisen som ligger bredvid den (…-bevis.json) och mot utdraget med samma nummer i registret."
        }
        "avkortad" => "Hämta filen igen: den är inte hel. Blir svaret detsamma, be myndigheten om ett nytt exemplar.",
        "dold-text" | "okand-ritning" => {
            "Lita inte på det som syns på sidorna. Läs det som är bilagt (--packa-upp), och be myndigheten om ett nytt exemplar."
        }
        "dagar-i-fel-ordning" => "Fråga myndigheten vilka dagar som är rätt, innan du använder filen.",
        _ => return None,
    })
}
