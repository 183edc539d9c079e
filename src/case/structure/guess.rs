//! What was probably meant: the nearest of the allowed, by spelling, by å ä ö, or by the everyday word for it.

/// Everyday words, without å ä ö, and the key that says the same.
const EVERYDAY: &[(&str, &str)] = &[
    ("narvarande", "narvaro"),
    ("deltagare", "narvaro"),
    ("ledamoter", "narvaro"),
    ("titel", "rubrik"),
    ("arendemening", "rubrik"),
    ("dnr", "diarienummer"),
    ("diarienr", "diarienummer"),
    ("arendenummer", "diarienummer"),
    ("nr", "nummer"),
    ("paragrafnummer", "nummer"),
    ("bakgrund", "sammanfattning"),
    ("beskrivning", "sammanfattning"),
    ("arendebeskrivning", "sammanfattning"),
    ("sammanfattning", "arendebeskrivning"),
    ("bakgrund", "arendebeskrivning"),
    ("beslutsforslag", "forslag"),
    ("forslag-till-beslut", "forslag"),
    ("reservation", "reservationer"),
    ("protokollsanteckningar", "anteckningar"),
    ("omrostning", "votering"),
    ("voteringar", "votering"),
    ("sandlista", "expedieras-till"),
    ("expediering", "expedieras-till"),
    ("utdrag-till", "expedieras-till"),
    ("expedieras-till", "utdrag-till"),
    ("beslutsunderlag", "underlag"),
    ("handlingar", "underlag"),
    ("lokal", "plats"),
    ("dag", "datum"),
    ("sammantradesdatum", "datum"),
    ("klockslag", "tid"),
    ("roll", "uppdrag"),
    ("funktion", "uppdrag"),
    ("justeringsdatum", "datum"),
    ("mottagare", "expedieras-till"),
    ("paragrafer", "paragraf"),
    ("arenden", "arende"),
    ("mail", "epost"),
    ("mejl", "epost"),
    ("avser", "mellan"),
    ("overklaga", "overklagande"),
    ("arende", "paragraf"),
    ("paragraf", "arende"),
    ("mejl", "e-post"),
    ("mail", "e-post"),
    ("post", "brev"),
    ("internpost", "internt"),
    ("ordf", "ordforande"),
    ("vice-ordf", "vice-ordforande"),
    ("tjansteman", "tjansteperson"),
    ("sekreterare", "tjansteperson"),
    ("handlaggare", "tjansteperson"),
    ("suppleant", "ersattare"),
    ("kommunstyrelse", "styrelse"),
    ("regionstyrelse", "styrelse"),
    ("kommunfullmaktige", "fullmaktige"),
    ("regionfullmaktige", "fullmaktige"),
    ("kan-ej-overklagas", "kan-inte-overklagas"),
    ("overklagas-ej", "kan-inte-overklagas"),
    ("protokoll", "sammantrade"),
    ("mote", "sammantrade"),
    ("direktion", "forbundsdirektion"),
    ("kommunalforbund", "forbundsdirektion"),
    ("universitet", "annan-myndighet"),
    ("namn", "av"),
    ("person", "av"),
    ("1:e-vice-ordforande", "forste-vice-ordforande"),
    ("1:e-vice", "forste-vice-ordforande"),
    ("forste-vice", "forste-vice-ordforande"),
    ("2:e-vice-ordforande", "andre-vice-ordforande"),
    ("2:e-vice", "andre-vice-ordforande"),
    ("andre-vice", "andre-vice-ordforande"),
    ("tjanstgorande-ersattare", "ersattare"),
    ("ej-tjanstgorande-ersattare", "ersattare"),
    ("tjanstgorande-ledamot", "ledamot"),
];

/// The character without its ring or dots, so that `närvaro` and `narvaro` are the same.
pub(crate) fn plain(c: char) -> char {
    match c {
        'å' | 'ä' | 'á' | 'à' => 'a',
        'Å' | 'Ä' => 'A',
        'ö' | 'ø' => 'o',
        'Ö' => 'O',
        'é' | 'è' => 'e',
        'ü' => 'u',
        other => other,
    }
}

/// Lower case, without å ä ö, words joined by `-`: what two spellings of one word have in common.
pub(super) fn folded(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .map(plain)
        .map(|c| if c == '_' || c == ' ' { '-' } else { c })
        .collect()
}

/// The allowed word that differs in case, å ä ö or `-` only.
pub(super) fn same<'a>(found: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = folded(found);
    allowed.into_iter().find(|word| folded(word) == found)
}

/// The allowed word that was probably meant.
pub(super) fn nearest<'a>(found: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed: Vec<&str> = allowed.into_iter().collect();
    let found = folded(found);
    let found = found.trim_end_matches('.').to_owned();
    if let Some(word) = same(&found, allowed.iter().copied()) {
        return Some(word);
    }
    let everyday = EVERYDAY
        .iter()
        .filter(|(word, _)| *word == found)
        .find_map(|(_, key)| allowed.iter().find(|word| folded(word) == *key));
    if let Some(word) = everyday {
        return Some(word);
    }
    let distance = |word: &str| strsim::damerau_levenshtein(&folded(word), &found);
    let close = allowed.iter().map(|word| (distance(word), *word)).min_by_key(|(distance, _)| *distance);
    let limit = (found.chars().count().max(3) / 3).min(4);
    if let Some((_, word)) = close.filter(|(distance, _)| *distance <= limit) {
        return Some(word);
    }
    let begins =
        |word: &str| found.len() >= 3 && (folded(word).starts_with(&found) || found.starts_with(&folded(word)));
    allowed.into_iter().filter(|word| word.len() > 2).find(|word| begins(word))
}
