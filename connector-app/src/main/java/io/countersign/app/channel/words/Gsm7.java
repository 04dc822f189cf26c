package io.countersign.app.channel.words;

import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Pattern;

/** The alphabet of a text message (3GPP TS 23.038). One character outside of it, and a text of 160 becomes three of 67. */
final class Gsm7 {
    static final int ONE_SEGMENT = 160;

    private static final String BASIC = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
            + "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    /** Each takes the room of two. */
    private static final String EXTENSION = "^{}\\[~]|€";

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    /** What decomposing does not turn into plain letters. */
    private static final Map<String, String> SPELLED = Map.ofEntries(
            Map.entry("œ", "oe"),
            Map.entry("Œ", "OE"),
            Map.entry("ł", "l"),
            Map.entry("Ł", "L"),
            Map.entry("đ", "d"),
            Map.entry("Đ", "D"),
            Map.entry("ð", "d"),
            Map.entry("Ð", "D"),
            Map.entry("þ", "th"),
            Map.entry("Þ", "Th"),
            Map.entry("ħ", "h"),
            Map.entry("ı", "i"),
            Map.entry("ẞ", "SS"),
            Map.entry("‘", "'"),
            Map.entry("’", "'"),
            Map.entry("“", "\""),
            Map.entry("”", "\""),
            Map.entry("„", "\""),
            Map.entry("«", "\""),
            Map.entry("»", "\""),
            Map.entry("–", "-"),
            Map.entry("—", "-"),
            Map.entry("‐", "-"),
            Map.entry("‑", "-"),
            Map.entry("`", "'"),
            Map.entry("´", "'"));

    private Gsm7() {}

    /** The text in this alphabet: as it is where possible, else without accents, else spelled, else left out. */
    static String spelled(String text) {
        var spelled = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .mapToObj(Character::toString)
                .forEach(letter -> {
                    if (has(letter)) {
                        spelled.append(letter);
                    } else if (SPELLED.containsKey(letter)) {
                        spelled.append(SPELLED.get(letter));
                    } else {
                        MARKS.matcher(Normalizer.normalize(letter, Normalizer.Form.NFKD))
                                .replaceAll("")
                                .codePoints()
                                .mapToObj(Character::toString)
                                .filter(Gsm7::has)
                                .forEach(spelled::append);
                    }
                });
        return spelled.toString();
    }

    /** How much room the text takes; it must be in this alphabet. */
    static int septets(String text) {
        return text.chars().map(c -> EXTENSION.indexOf(c) < 0 ? 1 : 2).sum();
    }

    /** As much of the beginning as fits into {@code septets}. */
    static String cut(String text, int septets) {
        int end = 0;
        int room = septets;
        while (end < text.length()) {
            room -= septets(text.substring(end, end + 1));
            if (room < 0) {
                break;
            }
            end++;
        }
        return text.substring(0, end).strip();
    }

    private static boolean has(String letter) {
        return BASIC.contains(letter) || EXTENSION.contains(letter);
    }
}
