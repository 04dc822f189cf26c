package io.countersign.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.challenge.Code;
import io.countersign.challenge.CodeHash;
import io.countersign.verification.RequestVerification;
import io.countersign.verification.VerificationId;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Ids and codes one after the other, so that a test knows them: the first code is {@link Fixtures#CODE}, the next one higher by one. */
public final class CodesInOrder implements RequestVerification.Codes {
    private final AtomicLong ids = new AtomicLong(1);
    private final AtomicLong codes = new AtomicLong(Long.parseLong(Fixtures.CODE.digits()));

    @Override
    public VerificationId newId() {
        return Fixtures.verificationId(ids.getAndIncrement());
    }

    @Override
    public Code newCode() {
        return code(codes.getAndIncrement());
    }

    @Override
    public CodeHash hash(VerificationId id, Code code) {
        return hashOf(id, code);
    }

    public static CodeHash hashOf(VerificationId id, Code code) {
        return new CodeHash(HexFormat.of()
                .formatHex(Digest.sha256(("a test's pepper " + id.value() + " " + code.digits()).getBytes(UTF_8))));
    }

    /** The code with this number, whatever it is taken for. */
    public static Code code(long number) {
        String digits = Long.toString(1_000_000 + number % 1_000_000);
        return new Code(digits.substring(1));
    }
}
