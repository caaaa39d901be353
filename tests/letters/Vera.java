// Asks veraPDF whether files keep to profiles: java Vera.java 3a,ua1 FILE... prints one line a file: its name, a
// tab, and the rules that it breaks, none if it keeps to all.
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

class Vera {
    public static void main(String[] words) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (int place = 1; place < words.length; place++) {
            TreeSet<String> broken = new TreeSet<>();
            for (String profile : words[0].split(","))
                check(words[place], profile, broken);
            System.out.println(words[place] + "\t" + String.join(" ", broken));
        }
    }

    private static void check(String file, String name, TreeSet<String> broken) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(name);
        String kind = name.startsWith("ua") ? "PDFUA-" + name.substring(2) : "PDFA-" + name.toUpperCase();
        InputStream source = Vera.class.getClassLoader()
            .getResourceAsStream("org/verapdf/pdfa/validation/" + kind + ".xml");
        ValidationProfile profile = Profiles.profileFromXml(source);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            for (TestAssertion found : validator.validate(parser).getTestAssertions())
                if (found.getStatus() == TestAssertion.Status.FAILED)
                    broken.add(name + ":" + found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber());
        }
    }
}
