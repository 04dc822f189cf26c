package io.countersign.app.channel.words;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts a text message by the table of 3GPP TS 23.038 6.2.1, written down once more so that the product's own table is checked against something. */
final class CountedSegment {
    private static final String[] TABLE = {
        "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5",
        "\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e\u001b\u00c6\u00e6\u00df\u00c9",
        " !\"#\u00a4%&'()*+,-./",
        "0123456789:;<=>?",
        "\u00a1ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7",
        "\u00bfabcdefghijklmno",
        "pqrstuvwxyz\u00e4\u00f6\u00f1\u00fc\u00e0"
    };
    private static final String AFTER_ESCAPE = "\f^{}\\[~]|\u20ac";

    private CountedSegment() {}

    static int septets(String text) {
        int septets = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean basic = false;
            for (String row : TABLE) {
                assertThat(row).hasSize(16);
                basic |= row.indexOf(c) >= 0;
            }
            assertThat(basic || AFTER_ESCAPE.indexOf(c) >= 0)
                    .as("in GSM-7: " + c + " of " + text)
                    .isTrue();
            septets += basic ? 1 : 2;
        }
        return septets;
    }
}
