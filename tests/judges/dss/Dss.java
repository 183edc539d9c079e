import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds every signature of every PDF named in a list file against EU DSS, in one process, offline.
 * Usage: java Dss.java LIST ROOT.pem FOLDER-WITH-CRLS. One line a signature: indication, sub-indication, level, name,
 * file. Exit 0 when all are TOTAL-PASSED, 1 when any is not or a file has none, 2 when there is nothing to judge.
 */
public final class Dss {
    public static void main(String[] arguments) throws Exception {
        List<String> files = Files.readAllLines(Path.of(arguments[0]));
        files.removeIf(String::isBlank);
        if (files.isEmpty()) {
            System.out.println("nothing to judge");
            System.exit(2);
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        CertificateToken root = DSSUtils.loadCertificate(Path.of(arguments[1]).toFile());
        trusted.addCertificate(root);
        verifier.setTrustedCertSources(trusted);
        try (Stream<Path> paths = Files.list(Path.of(arguments[2]))) {
            DSSDocument[] lists = paths.filter(path -> path.toString().endsWith(".crl"))
                    .map(path -> new FileDocument(path.toFile())).toArray(DSSDocument[]::new);
            verifier.setCrlSource(new ExternalResourcesCRLSource(lists));
        }
        int failed = 0;
        for (String file : files) {
            failed += judge(file, verifier);
        }
        System.out.printf("%d files, %d failures%n", files.size(), failed);
        System.exit(failed == 0 ? 0 : 1);
    }

    private static int judge(String file, CommonCertificateVerifier verifier) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(verifier);
        Reports reports = validator.validateDocument();
        SimpleReport report = reports.getSimpleReport();
        int failed = 0;
        for (String id : report.getSignatureIdList()) {
            Indication indication = report.getIndication(id);
            System.out.printf("%s %s %s %s %s%n", indication, report.getSubIndication(id),
                    report.getSignatureFormat(id), report.getSignedBy(id), file);
            if (indication != Indication.TOTAL_PASSED) {
                failed++;
                report.getAdESValidationErrors(id).forEach(fault -> System.out.println("    " + fault.getValue()));
            }
        }
        if (report.getSignatureIdList().isEmpty()) {
            System.out.println("no signatures " + file);
            failed++;
        }
        return failed;
    }
}
