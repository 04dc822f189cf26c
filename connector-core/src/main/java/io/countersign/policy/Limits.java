package io.countersign.policy;

import io.countersign.policy.Limit.CountKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The limits that concern codes, of one installation. Windows roll.
 *
 * @param triesPerCode wrong codes until a verification is denied
 * @param failuresPerDay wrong codes a person, and a contact point, may have in 24 h over all tickets and technicians
 * @param codesPerDay codes for one person in 24 h; a resend counts
 * @param codeLife how long a code can be used
 * @param wrongCodesPerDay wrong codes of the whole installation in 24 h
 * @param textsPerNumber in ten minutes
 * @param textsPerTechnician in an hour
 * @param textsPerPrefix in an hour; a prefix is a number without its last four digits
 * @param textsPerInstallation in an hour
 * @param leastRightPercent of the last fifty verifications by text to one country, how many in a hundred must have led to a right code; fewer, and no more texts go
 *     there until the oldest of the fifty is a day old. Zero switches this breaker off
 */
public record Limits(
        int triesPerCode,
        int failuresPerDay,
        int codesPerDay,
        Duration codeLife,
        int wrongCodesPerDay,
        int textsPerNumber,
        int textsPerTechnician,
        int textsPerPrefix,
        int textsPerInstallation,
        int leastRightPercent) {
    private static final Duration A_DAY = Duration.ofHours(24);
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration LONGEST_CODE_LIFE = Duration.ofMinutes(10);
    private static final int LOOKED_AT_BY_BREAKER = 50;

    /** What must pass between one person's codes: before the second, the third, and each further one. */
    private static final List<Duration> WAITS =
            List.of(Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5));

    public static final Limits SHIPPED = new Limits(3, 5, 6, Duration.ofMinutes(5), 100, 3, 20, 60, 200, 10);

    public Limits {
        if (triesPerCode < 1 || triesPerCode > 5) {
            throw new IllegalArgumentException("tries per code must be 1 to 5");
        }
        if (failuresPerDay < 1 || failuresPerDay > 10) {
            throw new IllegalArgumentException("failures per person and day must be 1 to 10");
        }
        if (codesPerDay < 1 || wrongCodesPerDay < 1) {
            throw new IllegalArgumentException("a limit allows at least one");
        }
        if (textsPerNumber < 1 || textsPerTechnician < 1 || textsPerPrefix < 1 || textsPerInstallation < 1) {
            throw new IllegalArgumentException("a limit allows at least one");
        }
        if (leastRightPercent < 0 || leastRightPercent > 50) {
            throw new IllegalArgumentException("the least share of right codes is 0 to 50 percent");
        }
        if (!codeLife.isPositive() || codeLife.compareTo(LONGEST_CODE_LIFE) > 0) {
            throw new IllegalArgumentException("a code may live for at most ten minutes");
        }
    }

    /** What must not be reached before one more guess is compared. */
    public List<Limit> forOneGuess(Counted counted) {
        var limits = new ArrayList<Limit>();
        counted.person()
                .ifPresent(
                        person -> limits.add(new Limit(LimitKind.FAILURES_OF_PERSON, person, failuresPerDay, A_DAY)));
        for (String point : counted.contactPoints()) {
            limits.add(new Limit(LimitKind.FAILURES_OF_CONTACT_POINT, point, failuresPerDay, A_DAY));
        }
        limits.add(new Limit(LimitKind.WRONG_CODES_OF_INSTALLATION, "", wrongCodesPerDay, A_DAY));
        return List.copyOf(limits);
    }

    /** What one wrong code is counted as. */
    public static List<CountKey> countsOfWrongCode(Counted counted) {
        var keys = new ArrayList<CountKey>();
        counted.person().ifPresent(person -> keys.add(new CountKey(LimitKind.FAILURES_OF_PERSON, person)));
        counted.contactPoints().forEach(point -> keys.add(new CountKey(LimitKind.FAILURES_OF_CONTACT_POINT, point)));
        keys.add(new CountKey(LimitKind.WRONG_CODES_OF_INSTALLATION, ""));
        return List.copyOf(keys);
    }

    /** The limit that refuses one more code to these places now. */
    public Optional<LimitReached> refusesOneMoreCode(Counted counted, Tallies tallies, Instant now) {
        var limits = forOneCode(counted);
        var probes = new ArrayList<Tallies.Probe>();
        limits.forEach(limit -> probes.add(Tallies.probe(limit)));
        keysOfCodes(counted).forEach(key -> probes.addAll(probesOfWait(key)));
        breaker(counted).ifPresent(breaker -> probes.addAll(List.of(breaker.oldest(), breaker.right())));
        var hits = tallies.find(probes);
        return later(
                later(Tallies.reached(limits, hits, now), waiting(counted, hits, now)),
                tooFewRightCodes(counted, hits, now));
    }

    /** What the breaker of one country looks at: the oldest of the texts that count, and the last of the right codes that are needed. */
    private record Breaker(Tallies.Probe oldest, Tallies.Probe right) {}

    private Optional<Breaker> breaker(Counted counted) {
        int enough = Math.ceilDiv(LOOKED_AT_BY_BREAKER * leastRightPercent, 100);
        return counted.text()
                .flatMap(CountedText::country)
                .filter(country -> enough > 0)
                .map(country -> new Breaker(
                        new Tallies.Probe(new CountKey(LimitKind.TEXTS_TO_COUNTRY, country), LOOKED_AT_BY_BREAKER),
                        new Tallies.Probe(new CountKey(LimitKind.RIGHT_CODES_FROM_COUNTRY, country), enough)));
    }

    /** Texts that hardly ever lead to a right code are somebody's business: whoever owns the numbers is paid for each. */
    private Optional<LimitReached> tooFewRightCodes(Counted counted, Map<Tallies.Probe, Instant> hits, Instant now) {
        return breaker(counted).flatMap(breaker -> {
            Instant since = hits.get(breaker.oldest());
            if (since == null || !now.isBefore(since.plus(A_DAY))) {
                return Optional.empty();
            }
            Instant lastThatIsNeeded = hits.get(breaker.right());
            return lastThatIsNeeded != null && !lastThatIsNeeded.isBefore(since)
                    ? Optional.empty()
                    : Optional.of(new LimitReached(LimitKind.TEXTS_TO_COUNTRY, since.plus(A_DAY)));
        });
    }

    /** What the end of one verification is counted as. */
    public static List<CountKey> countsOfEnd(Counted counted, boolean rightCode) {
        var keys = new ArrayList<CountKey>();
        counted.text().flatMap(CountedText::country).ifPresent(country -> {
            keys.add(new CountKey(LimitKind.TEXTS_TO_COUNTRY, country));
            if (rightCode) {
                keys.add(new CountKey(LimitKind.RIGHT_CODES_FROM_COUNTRY, country));
            }
        });
        return List.copyOf(keys);
    }

    private List<Limit> forOneCode(Counted counted) {
        var limits = new ArrayList<Limit>();
        counted.person()
                .ifPresent(person -> limits.add(new Limit(LimitKind.CODES_FOR_PERSON, person, codesPerDay, A_DAY)));
        for (String point : counted.contactPoints()) {
            limits.add(new Limit(LimitKind.CODES_FOR_CONTACT_POINT, point, codesPerDay, A_DAY));
        }
        counted.text().ifPresent(text -> {
            limits.add(new Limit(LimitKind.TEXTS_TO_NUMBER, text.number(), textsPerNumber, Duration.ofMinutes(10)));
            limits.add(new Limit(LimitKind.TEXTS_TO_PREFIX, text.prefix(), textsPerPrefix, AN_HOUR));
            limits.add(new Limit(LimitKind.TEXTS_BY_TECHNICIAN, text.technician(), textsPerTechnician, AN_HOUR));
            limits.add(new Limit(LimitKind.TEXTS_OF_INSTALLATION, "", textsPerInstallation, AN_HOUR));
        });
        return List.copyOf(limits);
    }

    private static List<Tallies.Probe> probesOfWait(CountKey key) {
        var probes = new ArrayList<Tallies.Probe>();
        for (int nth = 1; nth <= WAITS.size(); nth++) {
            probes.add(new Tallies.Probe(key, nth));
        }
        return probes;
    }

    private static Optional<LimitReached> waiting(Counted counted, Map<Tallies.Probe, Instant> hits, Instant now) {
        Optional<LimitReached> last = Optional.empty();
        for (CountKey key : keysOfCodes(counted)) {
            var probes = probesOfWait(key);
            int ofToday = 0;
            for (var probe : probes) {
                Instant hit = hits.get(probe);
                if (hit != null && hit.isAfter(now.minus(A_DAY))) {
                    ofToday++;
                }
            }
            Instant newest = hits.get(probes.getFirst());
            if (ofToday > 0 && newest != null) {
                Instant until = newest.plus(WAITS.get(ofToday - 1));
                if (now.isBefore(until)) {
                    last = later(last, Optional.of(new LimitReached(key.kind(), until)));
                }
            }
        }
        return last;
    }

    private static Optional<LimitReached> later(Optional<LimitReached> one, Optional<LimitReached> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        return one.get().until().isBefore(other.get().until()) ? other : one;
    }

    private static List<CountKey> keysOfCodes(Counted counted) {
        var keys = new ArrayList<CountKey>();
        counted.person().ifPresent(person -> keys.add(new CountKey(LimitKind.CODES_FOR_PERSON, person)));
        counted.contactPoints().forEach(point -> keys.add(new CountKey(LimitKind.CODES_FOR_CONTACT_POINT, point)));
        return List.copyOf(keys);
    }

    /** What one code is counted as, the first and each resend alike. */
    public static List<CountKey> countsOfCode(Counted counted) {
        var keys = new ArrayList<>(keysOfCodes(counted));
        counted.text().ifPresent(text -> {
            keys.add(new CountKey(LimitKind.TEXTS_TO_NUMBER, text.number()));
            keys.add(new CountKey(LimitKind.TEXTS_TO_PREFIX, text.prefix()));
            keys.add(new CountKey(LimitKind.TEXTS_BY_TECHNICIAN, text.technician()));
            keys.add(new CountKey(LimitKind.TEXTS_OF_INSTALLATION, ""));
        });
        return List.copyOf(keys);
    }

    /**
     * Whose counts one verification goes to.
     *
     * @param person the account's id; absent where nobody is matched
     * @param contactPoints keyed hashes, so that erasing and re-creating somebody resets nothing
     * @param text present where a text is sent
     */
    public record Counted(Optional<String> person, List<String> contactPoints, Optional<CountedText> text) {}

    /**
     * The keys under which a text is counted: keyed hashes of number and prefix, and who asked.
     *
     * @param country two letters; absent in stories of before it was kept
     */
    public record CountedText(String number, String prefix, String technician, Optional<String> country) {}
}
