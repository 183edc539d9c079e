//! Scratch.
use utdrag::sign::{
    fields::{Place, prepare},
    key::FileKey,
    signature::{Lock, Request, sign},
};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let pdf = std::fs::read(&a[1]).unwrap();
    let places = ["Justering.Ordforande.1", "Justering.Justerare.1", "Stampel"]
        .iter()
        .enumerate()
        .map(|(i, n)| Place {
            name: (*n).into(),
            person: "Ingrid Åkerö (C)".into(),
            role: (*n).into(),
            page: 0,
            rect: [120.0 + 150.0 * i as f32, 300.0, 250.0 + 150.0 * i as f32, 350.0],
        })
        .collect::<Vec<_>>();
    let mut bytes =
        prepare(&pdf, &places, &utdrag::sign::record::Purpose { day: "2026-03-11".into(), root: None, prov: true })
            .unwrap();
    std::fs::write("/tmp/prov/s0.pdf", &bytes).unwrap();
    let key = FileKey::open(&std::fs::read("/tmp/pki/ordf.p12").unwrap(), "prov").unwrap();
    for (i, p) in places.iter().enumerate() {
        let names = ["Stampel".to_string()];
        let lock = match i {
            0 => Lock::Certify,
            2 => Lock::Seal(&names),
            _ => Lock::Approve,
        };
        let ap = a.get(2).map(|f| std::fs::read(f).unwrap());
        bytes = sign(
            &bytes,
            &Request {
                field: &p.name,
                name: "Ingrid Åkerö",
                reason: "Justering",
                time: "D:20260311120000Z",
                lock,
                appearance: ap.as_deref(),
                root: Some("utdrag-rot/1 00"),
                timestamp: None,
            },
            &key,
        )
        .unwrap();
        std::fs::write(format!("/tmp/prov/s{}.pdf", i + 1), &bytes).unwrap();
    }
}
