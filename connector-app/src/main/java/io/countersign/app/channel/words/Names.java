package io.countersign.app.channel.words;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** Names as they may stand in a message: one line, nothing invisible, nothing that a phone or a mail program makes a link of. */
final class Names {
    private static final int LONGEST = 60;
    private static final Pattern BLANKS = Pattern.compile("[\\p{Z}\\p{Cc}]+");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}]+");
    private static final Pattern NOT_IN_A_PERSONS_NAME = Pattern.compile("[^\\p{L}\\p{M} .'’-]+");
    /** "example.test" becomes a link, "J. Doe" does not. */
    private static final Pattern INNER_DOT = Pattern.compile("\\.(?=[^ ])");

    private Names() {}

    /** The MSP's name, which an administrator chose. */
    static String organisation(String name) {
        return shortened(line(name));
    }

    /** A technician's name as the PSA has it: letters only, since a digit could pass for the code and most signs for a link. */
    static String person(String name) {
        String letters = NOT_IN_A_PERSONS_NAME.matcher(line(name)).replaceAll(" ");
        return shortened(line(INNER_DOT.matcher(letters).replaceAll(" ")));
    }

    /** A name without anything that a phone would make a link of. */
    static String unlinked(String name) {
        return line(INNER_DOT.matcher(name.replace("/", " ").replace("@", " ")).replaceAll(" "));
    }

    private static String line(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        return BLANKS.matcher(INVISIBLE.matcher(composed).replaceAll(""))
                .replaceAll(" ")
                .strip();
    }

    private static String shortened(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)).strip();
    }
}
