//! The words around clap's lists: what the program is for, and examples for each command.

use clap::builder::Styles;
use clap::builder::styling::Style;

/// Calm: headings and names in bold, nothing in colour.
pub(super) const STYLES: Styles = Styles::plain()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(Style::new().bold())
    .error(Style::new().bold());

pub(super) const TEMPLATE_WITH_COMMANDS: &str = "\
{about}

Användning: {usage}

Kommandon:
{subcommands}

Flaggor:
{options}{after-help}
";

pub(super) const TEMPLATE: &str = "\
{about}

Användning: {usage}

{all-args}{after-help}
";

pub(super) const ABOUT: &str = "\
Protokoll, protokollsutdrag, tjänsteskrivelser och kallelser för regioner och kommuner.
Av fall i TOML blir handlingar i PDF som går att läsa, lyssna på och arkivera.";

pub(super) const AFTER: &str = "\
Så här börjar du:
  utdrag demo               se färdiga handlingar
  utdrag ny min-nämnd       gör en egen arbetsmapp
  cd min-nämnd
  utdrag kontrollera        få veta vad som är fel, och varför
  utdrag skapa              få handlingarna i mappen out

Kommandon och flaggor kan skrivas utan å, ä och ö: --ratta är detsamma som --rätta.
Slutkoder: 0 ja, 1 nej (det finns fel), 2 fel på kommandoraden,
3 går inte att avgöra, 4 en fil eller nätet är i vägen";

pub(super) const NY: &str = "\
Mappen får myndighet.toml, ett sammanträde, en kallelse och en tjänsteskrivelse,
med kommentarer som förklarar. Ingenting skrivs över: finns en av filerna redan
görs ingenting.

Exempel:
  utdrag ny kommunstyrelsen";

pub(super) const KONTROLLERA: &str = "\
Alla fel visas på en gång, med rad, lagrum och vad du kan göra. Varningar stoppar
ingenting, om du inte anger --strikt.

Exempel:
  utdrag kontrollera                       hela arbetsmappen
  utdrag kontrollera ks-2026-03-02.toml    ett fall
  utdrag kontrollera --rätta               lägg till salt där det saknas";

pub(super) const SKAPA: &str = "\
Utan --handling görs allt ett fall kan ge: för ett sammanträde protokollet och ett
utdrag för varje paragraf. Ett fall med fel ger inga handlingar. Det som inte har
ändrats görs inte om. En paragraf med sekretess får ett utdrag bara om du nämner den
i --paragraf.

Exempel:
  utdrag skapa                             hela arbetsmappen
  utdrag skapa --handling protokoll        bara protokollen
  utdrag skapa ks.toml --paragraf 12,14    ett utdrag av två paragrafer
  utdrag skapa --bevaka                    gör om vid varje ändring";

pub(super) const DEMO: &str = "\
Handlingarna skrivs till mappen out, eller till den mapp som du anger.
Personer och ärenden är påhittade.";

pub(super) const SCHEMA: &str = "\
Schemat är gjort av samma typer som programmet läser fall med.

Exempel:
  utdrag schema --ut utdrag.schema.json";

pub(super) const KOMPLETTERA: &str = "\
Exempel:
  utdrag komplettera bash > ~/.local/share/bash-completion/completions/utdrag
  utdrag komplettera fish > ~/.config/fish/completions/utdrag.fish
  utdrag komplettera powershell >> $PROFILE";

pub(super) const HANDLING: &str = "\
Gör bara handlingar av detta slag: protokoll, utdrag, omedelbar,
sekretessprotokoll, voteringslista, tjänsteskrivelse, kallelse eller
överklagandehänvisning";

pub(super) const BEVAKA: &str = "\
Fortsätt, och gör om handlingarna varje gång ett fall sparas;
avsluta med Ctrl+C";

pub(super) const JUSTERA: &str = "\
Filen ersätts av den undertecknade, eller lämnas helt orörd. Den första underskriften
låser innehållet; de följande läggs till utan att något ändras.

Exempel:
  utdrag justera out/ks-2026-03-02-protokoll.pdf --som 'Ingrid Åkerö' --nyckel ingrid.p12
  utdrag justera out/ks-2026-03-02-protokoll.pdf --som 'Ingrid Åkerö' \\
    --nyckel 'pkcs11:token=SITHS?module-path=/usr/lib/libiidp11.so'

Med en underskriftstjänst, i två steg; filen är reserverad under tiden:
  utdrag justera protokoll.pdf --som 'Ingrid Åkerö' --förbered begaran.der
  utdrag justera protokoll.pdf --slutför underskrift.p7s";

pub(super) const BESTYRK: &str = "\
Utdraget sätts ur de ord som undertecknades, inte ur fallet som det ser ut nu. Har fallet
ändrats sedan justeringen görs inget utdrag.

Exempel:
  utdrag bestyrk out/ks-2026-03-02-protokoll.pdf --paragraf 12 --som 'Åsa Renvide' \\
    --nyckel stampel.p12 --ut bestyrkta

Med en underskriftstjänst, i två steg; numret väntar under tiden, eller makuleras med --avbryt:
  utdrag bestyrk protokoll.pdf --paragraf 12 --som 'Åsa Renvide' --ut bestyrkta \\
    --förbered begaran.der
  utdrag bestyrk protokoll.pdf --slutför underskrift.p7s";

pub(super) const ANSLAG: &str = "\
Anslaget skrivs som PDF, HTML och JSON i mappen anslag, och registreras. Sista dagen för
överklagande räknas från den dag då anslaget sätts upp och flyttas förbi helger. Ett
protokoll som inte alla har skrivit under anslås inte.

Exempel:
  utdrag anslag out/rs-2026-03-11-protokoll.pdf --datum 2026-03-19 --som 'Åsa Renvide'
  utdrag anslag out/rs-2026-03-11-protokoll.pdf --nedtaget 2026-04-10 --som 'Åsa Renvide'
  utdrag anslag --idag
  utdrag anslag --datum 2024-12-03 --json";

pub(super) const VERIFIERA: &str = "\
Svaret är GILTIG, OGILTIG eller KAN INTE AVGÖRAS, med skäl och vad du kan göra nu. Inget
skickas någonstans. Det som inte är betrott sägs för sig, skilt från det som är trasigt.

Exempel:
  utdrag verifiera utdrag.pdf --lita-på region.pem
  utdrag verifiera utdrag.pdf --lita-på region.pem --rapport kontroll.pdf
  utdrag verifiera utdrag.pdf --packa-upp bevis";

pub(super) const EXPEDIERA: &str = "\
Mottagarna är de som står i utdraget. Den som har kanalen e-post får ett e-brev: genom
myndighetens server om [smtp] är ifyllt, annars en .eml att skicka själv. För de andra
kanalerna görs missiv, mottagningsbevis och noteringar i mappen utskick. Allt förs in i
registret, och den som redan har fått sitt får det inte en gång till.

Exempel:
  utdrag expediera bestyrkta/rs-2026-03-11-p33-utdrag.pdf
  utdrag expediera --saknas
  utdrag expediera utdrag.pdf --mottagare ekonomi --igen 'brevet studsade'
  utdrag expediera utdrag.pdf --för-hand 'Trafikavdelningen'
  utdrag expediera kvitto svar.eml";

pub(super) const EXPEDIERA_KVITTO: &str = "\
Ett svar på ett e-brev känns igen på vilket brev det svarar på. Brev som studsat och
automatiska svar är inga kvitton. För annat anges utdraget och mottagaren.

Exempel:
  utdrag expediera kvitto svar.eml
  utdrag expediera kvitto bevis.pdf --utdrag ghf-2026-05-07-p13-utdrag \\
    --mottagare sokande-ghf-44 --datum 2026-05-20";

pub(super) const REGISTER: &str = "\
Registret är arbetsmappens register.db. Poster läggs bara till. Den öppna nyckeln,
register.vkey, publiceras så att andra kan pröva kvitton och kontrollpunkter; den hemliga,
register.nyckel, stannar hos myndigheten.

Exempel:
  utdrag register lista --händelse bestyrkt
  utdrag register visa 'RS 2026:17'
  utdrag register kontrollera --mot arkivets-kopia.kontrollpunkt";

pub(super) const REGISTER_KONTROLLERA: &str = "\
Varje post räknas om ur sitt innehåll: identitet, träd, sökuppgifter, nummerserier och de
kontrollpunkter som registret har skrivit under. Att hela registret är utbytt syns bara mot
en kontrollpunkt som har förvarats någon annanstans: --mot. Slutkoden är 1 om något är fel.";

pub(super) const REGISTER_KONTROLLPUNKT: &str = "\
Kontrollpunkten är tre rader: vilket register, hur många poster, och trädets rot. Lämna den
till arkivet eller publicera den: därefter kan ingen skriva om det som stod i registret.

Exempel:
  utdrag register kontrollpunkt --ut mars.kontrollpunkt --nyckel stampel.p12
  utdrag register kontrollpunkt --ut april.kontrollpunkt --sedan mars.kontrollpunkt";

pub(super) const REGISTER_GALLRA: &str = "\
Vad som får gallras säger myndighetens gallringsbeslut, inte programmet. Innehållet i posterna
tas bort; deras plats, nummer och identitet står kvar, så att register kontrollera, kvitton och
kontrollpunkter stämmer som förut. Det som hör ihop gallras tillsammans: ett nummers poster, ett
anslag först när det är nedtaget, och vad en mottagare har fått. Utan --utför ändras inget.

Exempel:
  utdrag register gallra --före 2016-01-01 --händelse expedierad --händelse kvitterad
  utdrag register gallra --före 2016-01-01 --utför --som 'Åsa Renvide' \\
    --skäl 'tio år har gått' --beslut 'RS 2014/12, 2014-05-06'";

pub(super) const REGISTER_BYT_NYCKEL: &str = "\
Den nya nyckeln tar över när båda har skrivit under en kontrollpunkt. Den gamla hemliga nyckeln
tas bort. register.vkey får en rad för varje nyckel, den nya först: publicera filen på nytt, så
går också gamla kvitton att pröva. Lämna kontrollpunkten till den som bevittnar.

Exempel:
  utdrag register byt-nyckel --skäl 'byte vart femte år' --som 'Åsa Renvide' --ut byte.kontrollpunkt";

pub(super) const REGISTER_BEVITTNA: &str = "\
Vittnet minns den senaste kontrollpunkten i filen NYCKEL.….sett bredvid sin nyckel, och bevittnar
bara en som fortsätter den. Ingen server behövs: filerna går fram och tillbaka.

Exempel:
  utdrag register bevittna mars.kontrollpunkt --lita-på register.vkey \\
    --nyckel arkivet.nyckel --namn arkivet.exempel.se";

pub(super) const REGISTER_ATERUPPTA: &str = "\
När bara en äldre kopia av registret finns kvar, eller ingen alls, eller när registret kommer
till en ny dator. Lägg först dit den senaste kopian som finns. Utan --utför visas vad som
saknas, och inget görs. Numren fortsätter efter det sista som gavs ut, och en post säger vem
som tog upp registret igen och varför.

Exempel:
  utdrag register återuppta
  utdrag register återuppta --nummer 'KS 2026:11' --utför --som 'Åsa Renvide' \\
    --skäl 'disken gick sönder 2 mars; kopian är från 1 mars'";
