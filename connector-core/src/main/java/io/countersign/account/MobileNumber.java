package io.countersign.account;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.Optional;
import java.util.regex.Pattern;

/** A number that can be texted, in E.164. Prints masked. */
public record MobileNumber(String e164) implements Place {
    private static final Pattern SHAPE = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final int LONGEST_INPUT = 64;

    public MobileNumber {
        if (!SHAPE.matcher(e164).matches()) {
            throw new IllegalArgumentException("a number is kept in E.164");
        }
    }

    /**
     * The number that somebody typed. Empty when it is no valid number, has an extension, or is of a kind that must not be texted (premium rate, shared cost,
     * company-wide, voicemail, pager, toll-free).
     *
     * @param region where a number without country code belongs, as two letters
     */
    public static Optional<MobileNumber> parse(String text, String region) {
        if (text.length() > LONGEST_INPUT) {
            return Optional.empty();
        }
        var numbers = PhoneNumberUtil.getInstance();
        try {
            var number = numbers.parse(text, region);
            if (!numbers.isValidNumber(number) || number.hasExtension()) {
                return Optional.empty();
            }
            return switch (numbers.getNumberType(number)) {
                case PREMIUM_RATE, SHARED_COST, UAN, VOICEMAIL, PAGER, TOLL_FREE -> Optional.empty();
                // a few countries have numbers that are shorter or longer than E.164 allows
                default ->
                    Optional.of(numbers.format(number, PhoneNumberUtil.PhoneNumberFormat.E164))
                            .filter(e164 -> SHAPE.matcher(e164).matches())
                            .map(MobileNumber::new);
            };
        } catch (NumberParseException notANumber) {
            return Optional.empty();
        }
    }

    /** The country it belongs to, as two letters; {@code ZZ} where that is unknown. */
    public String country() {
        var numbers = PhoneNumberUtil.getInstance();
        try {
            var region = numbers.getRegionCodeForNumber(numbers.parse(e164, "ZZ"));
            return region == null ? "ZZ" : region;
        } catch (NumberParseException impossible) {
            return "ZZ";
        }
    }

    /** Whether its numbering plan says that it ends at a wall. In North America no plan does. */
    public boolean isFixedLine() {
        var numbers = PhoneNumberUtil.getInstance();
        try {
            return numbers.getNumberType(numbers.parse(e164, "ZZ")) == PhoneNumberUtil.PhoneNumberType.FIXED_LINE;
        } catch (NumberParseException impossible) {
            return false;
        }
    }

    /** The number without its last four digits: what bulk abuse has in common. */
    public String prefix() {
        return e164.substring(0, e164.length() - 4);
    }

    @Override
    public String inFull() {
        return e164;
    }

    @Override
    public String masked() {
        return "•••• " + e164.substring(e164.length() - 4);
    }

    @Override
    public String toString() {
        return "MobileNumber[" + masked() + "]";
    }
}
