import eu.europa.esig.dss.alert.SilentOnStatusAlert;
import eu.europa.esig.dss.enumerations.CertificationPermission;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.PAdESTimestampParameters;
import eu.europa.esig.dss.pades.SignatureImageParameters;
import eu.europa.esig.dss.pades.SignatureImageTextParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;

/**
 * Signs PDFs with EU DSS as its users do, so that a verifier meets files that it has not made: every level of PAdES, a
 * visible signature, RSA-PSS, P-384 and P-521, two signers, a certified file, a timestamp alone.
 * Usage: java Sign.java FILE.pdf FOLDER-OF-THE-AUTHORITY TSA-URL OUT-FOLDER. Prints the name of each file it wrote.
 */
public final class Sign {
    private final Path authority;
    private final Path out;
    private final CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    private final PAdESService service;

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        Sign sign = new Sign(Path.of(arguments[1]), arguments[2], Path.of(arguments[3]));
        sign.all(new FileDocument(arguments[0]));
    }

    private Sign(Path authority, String tsa, Path out) throws Exception {
        this.authority = authority;
        this.out = out;
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(certificate("rot"));
        verifier.setTrustedCertSources(trusted);
        verifier.setCrlSource(new ExternalResourcesCRLSource(new DSSDocument[] {
            new FileDocument(authority.resolve("crl/utfardare.crl").toFile()),
            new FileDocument(authority.resolve("crl/rot.crl").toFile()),
        }));
        // The lists may be older than the signature by a second; a verifier must cope with what is there.
        verifier.setAlertOnMissingRevocationData(new SilentOnStatusAlert());
        verifier.setAlertOnNoRevocationAfterBestSignatureTime(new SilentOnStatusAlert());
        service = new PAdESService(verifier);
        service.setTspSource(new Tsa(tsa));
    }

    private void all(DSSDocument document) throws Exception {
        for (SignatureLevel level : List.of(SignatureLevel.PAdES_BASELINE_B, SignatureLevel.PAdES_BASELINE_T,
                SignatureLevel.PAdES_BASELINE_LT, SignatureLevel.PAdES_BASELINE_LTA)) {
            keep(signed(document, "ellen", SignatureAlgorithm.ECDSA_SHA256, its -> its.setSignatureLevel(level)),
                    level.name().substring("PAdES_BASELINE_".length()).toLowerCase());
        }
        keep(signed(document, "cecilia", SignatureAlgorithm.RSA_SSA_PSS_SHA384_MGF1, its -> { }), "pss-sha384");
        keep(signed(document, "cecilia", SignatureAlgorithm.RSA_SHA512, its -> { }), "rsa-sha512");
        keep(signed(document, "desiree", SignatureAlgorithm.ECDSA_SHA384, its -> { }), "p384-sha384");
        keep(signed(document, "kurva", SignatureAlgorithm.ECDSA_SHA512, its -> { }), "p521-sha512");
        keep(signed(document, "ellen", SignatureAlgorithm.ECDSA_SHA256, Sign::visible), "synlig");
        DSSDocument certified = signed(document, "ellen", SignatureAlgorithm.ECDSA_SHA256, its -> {
            its.setPermission(CertificationPermission.MINIMAL_CHANGES_PERMITTED);
            its.setSignatureLevel(SignatureLevel.PAdES_BASELINE_T);
        });
        keep(certified, "certifierad");
        DSSDocument first = signed(document, "ellen", SignatureAlgorithm.ECDSA_SHA256,
                its -> its.setSignatureLevel(SignatureLevel.PAdES_BASELINE_LTA));
        keep(signed(first, "cecilia", SignatureAlgorithm.RSA_SHA256,
                its -> its.setSignatureLevel(SignatureLevel.PAdES_BASELINE_LTA)), "tva-lta");
        keep(service.timestamp(document, new PAdESTimestampParameters()), "bara-tidsstampel");
    }

    private static void visible(PAdESSignatureParameters its) {
        SignatureImageTextParameters text = new SignatureImageTextParameters();
        text.setText("Undertecknat av Ellen Sköldmark");
        SignatureImageParameters image = new SignatureImageParameters();
        image.setTextParameters(text);
        image.getFieldParameters().setPage(1);
        image.getFieldParameters().setOriginX(60);
        image.getFieldParameters().setOriginY(60);
        image.getFieldParameters().setWidth(220);
        image.getFieldParameters().setHeight(40);
        its.setImageParameters(image);
    }

    private DSSDocument signed(DSSDocument document, String who, SignatureAlgorithm algorithm,
            Consumer<PAdESSignatureParameters> more) throws Exception {
        PAdESSignatureParameters its = new PAdESSignatureParameters();
        its.setSignatureLevel(SignatureLevel.PAdES_BASELINE_B);
        its.setSigningCertificate(certificate(who));
        its.setCertificateChain(certificate(who), certificate("utfardare"), certificate("rot"));
        its.setDigestAlgorithm(algorithm.getDigestAlgorithm());
        its.setEncryptionAlgorithm(algorithm.getEncryptionAlgorithm());
        more.accept(its);
        ToBeSigned bytes = service.getDataToSign(document, its);
        Signature signature = Signature.getInstance(algorithm.getJCEId(), "BC");
        signature.initSign(key(who));
        signature.update(bytes.getBytes());
        return service.signDocument(document, its, new SignatureValue(algorithm, signature.sign()));
    }

    private CertificateToken certificate(String who) {
        return DSSUtils.loadCertificate(authority.resolve(who + ".pem").toFile());
    }

    private PrivateKey key(String who) throws Exception {
        char[] password = Files.readString(authority.resolve("losenord.txt")).strip().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(authority.resolve(who + ".p12"))) {
            store.load(file, password);
        }
        return (PrivateKey) store.getKey(store.aliases().nextElement(), password);
    }

    private void keep(DSSDocument document, String name) throws Exception {
        Path file = out.resolve("dss-" + name + ".pdf");
        document.save(file.toString());
        System.out.println(file);
    }

    /** Asks over HTTP; the artifact of DSS that does it needs more than this. */
    private record Tsa(String url) implements TSPSource {
        @Override
        public TimestampBinary getTimeStampResponse(DigestAlgorithm algorithm, byte[] digest) {
            try {
                TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
                generator.setCertReq(true);
                byte[] question = generator.generate(new ASN1ObjectIdentifier(algorithm.getOid()), digest).getEncoded();
                HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/timestamp-query")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(question)).build();
                byte[] answer = HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
                return new TimestampBinary(new TimeStampResponse(answer).getTimeStampToken().getEncoded());
            } catch (Exception fault) {
                throw new IllegalStateException(fault);
            }
        }
    }
}
