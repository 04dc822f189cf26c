package io.countersign.app.channel.words;

import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a text fit into one segment. */
final class TextLine {
    static final int LONGEST_MSP = 24;
    static final int LONGEST_TECHNICIAN = 20;
    private static final int SHORTEST_NAME = 8;

    private TextLine() {}

    /** How much room the names get, and whether a page is named. */
    record Room(int msp, int technician, boolean page) {}

    /** The text with the longest names that fit: first the MSP's name gives way, then the technician's, at last the page, which the mail names too. */
    static String fitted(Function<Room, String> text) {
        for (boolean page : new boolean[] {true, false}) {
            int msp = LONGEST_MSP;
            int technician = LONGEST_TECHNICIAN;
            while (technician >= SHORTEST_NAME) {
                String line = text.apply(new Room(msp, technician, page));
                if (Gsm7.septets(line) <= Gsm7.ONE_SEGMENT) {
                    return line;
                }
                if (msp > SHORTEST_NAME) {
                    msp--;
                } else {
                    technician--;
                }
            }
        }
        throw new IllegalStateException("a shipped text does not fit into one segment");
    }

    static String msp(String name, Phrases phrases, int room) {
        return name(Names.organisation(name), phrases.get("msp.unnamed"), room);
    }

    static String technician(String name, Phrases phrases, int room) {
        return name(Names.person(name), phrases.get("technician.unnamed"), room);
    }

    /** A name that the alphabet cannot show is not shown in pieces. */
    private static String name(String name, String unnamed, int room) {
        String spelled = Names.unlinked(Gsm7.spelled(name));
        boolean readable = spelled.chars().anyMatch(Character::isLetterOrDigit)
                && spelled.codePointCount(0, spelled.length()) * 2 >= name.codePointCount(0, name.length());
        return Gsm7.cut(readable ? spelled : unnamed, room);
    }

    /** The address as short as a phone still makes a link of. */
    static String address(@Nullable URI page) {
        if (page == null) {
            return "";
        }
        String address = page.toASCIIString();
        return address.startsWith("https://") ? address.substring("https://".length()) : address;
    }
}
