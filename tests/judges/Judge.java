import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Holds every PDF named in a list file against every named profile of veraPDF, in one process.
 * Usage: java Judge.java 2a,ua1 LIST. One line a file and profile: verdict, profile, checks, file;
 * under a FAIL each broken rule with its clause, how often, and one place. Exit 0 when all pass,
 * 1 when any fails, 2 when there is nothing to judge. A file that cannot be read fails.
 */
public final class Judge {
    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        List<String> files = Files.readAllLines(Path.of(arguments[1]));
        files.removeIf(String::isBlank);
        if (files.isEmpty()) {
            System.out.println("nothing to judge");
            System.exit(2);
        }
        int failed = 0;
        for (String file : files) {
            for (String profile : arguments[0].split(",")) {
                failed += judge(file, PDFAFlavour.byFlavourId(archive(file, profile))) ? 0 : 1;
            }
        }
        int verdicts = files.size() * arguments[0].split(",").length;
        System.out.printf("%d files, %d verdicts, %d failed%n", files.size(), verdicts, failed);
        System.exit(failed == 0 ? 0 : 1);
    }

    /** A certified extract, known by the figures of its seal or the .sha256 beside it, carries its evidence inside: PDF/A-3a instead of 2a. */
    private static String archive(String file, String profile) throws IOException {
        String bytes = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.ISO_8859_1);
        boolean certified = bytes.contains("(utdrag-stampel/1 sha256;") || Files.exists(Path.of(file + ".sha256"));
        return profile.equals("2a") && certified ? "3a" : profile;
    }

    private static boolean judge(String file, PDFAFlavour flavour) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(Path.of(file).toFile(), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            // A run that checked nothing is not a pass.
            boolean compliant = result.isCompliant() && result.getTotalAssertions() > 0;
            report(compliant ? "PASS" : "FAIL", flavour, result.getTotalAssertions() + " checks", file);
            explain(result);
            return compliant;
        } catch (Exception | StackOverflowError fault) {
            report("FAIL", flavour, "not readable", file + ": " + fault);
            return false;
        }
    }

    private static void report(String verdict, PDFAFlavour flavour, String checks, String file) {
        System.out.printf("%s %-3s %14s  %s%n", verdict, flavour.getId(), checks, file);
    }

    private static void explain(ValidationResult result) {
        TreeMap<String, List<TestAssertion>> broken = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                broken.computeIfAbsent(rule, unused -> new ArrayList<>()).add(assertion);
            }
        }
        broken.forEach((rule, list) -> {
            TestAssertion first = list.get(0);
            System.out.printf("     %s, %d times: %s%n", rule, list.size(), first.getMessage());
            System.out.printf("       at %s%n", first.getLocation() == null ? "?" : first.getLocation().getContext());
        });
    }
}
