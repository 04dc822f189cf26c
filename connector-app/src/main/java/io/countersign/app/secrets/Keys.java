package io.countersign.app.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.subtle.Random;
import io.countersign.account.PlaceHash;
import io.countersign.account.PlaceHasher;
import io.countersign.challenge.Code;
import io.countersign.challenge.CodeHash;
import io.countersign.ticket.InstallationId;
import io.countersign.verification.RequestVerification;
import io.countersign.verification.VerificationId;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The keys made at first start and kept under the master key, and everything that is derived from them. */
public final class Keys implements PlaceHasher, RequestVerification.Codes {
    private static final int BYTES = 32;
    private static final int RECEIPT_DIGITS = 16;

    private final Sealing master;
    private final SecureRandom random = new SecureRandom();
    private final byte[] codePepper;
    private final byte[] placePepper;
    private final byte[] markerKey;
    private final SealKey sealKey;

    private Keys(Sealing master, byte[] codePepper, byte[] placePepper, byte[] markerKey, SealKey sealKey) {
        this.master = master;
        this.codePepper = codePepper;
        this.placePepper = placePepper;
        this.markerKey = markerKey;
        this.sealKey = sealKey;
    }

    /** Reads the keys, and makes those that are not there yet. Throws {@link IllegalStateException} when they were made under another master key. */
    public static Keys load(JdbcClient database, MasterKey masterKey) {
        Sealing master = masterKey.sealing();
        return new Keys(
                master,
                key(database, master, "code-pepper"),
                key(database, master, "place-pepper"),
                key(database, master, "marker-key"),
                new SealKey(key(database, master, "seal-key")));
    }

    private static byte[] key(JdbcClient database, Sealing master, String name) {
        String where = SealedUnderMaster.systemKey(name);
        // two replicas may start at the same time: whoever comes second takes what the first made
        database.sql("insert into system_key (name, sealed) values (?, ?) on conflict (name) do nothing")
                .params(name, master.seal(Random.randBytes(BYTES), where))
                .update();
        byte[] sealed = database.sql("select sealed from system_key where name = ?")
                .param(name)
                .query(byte[].class)
                .single();
        try {
            return master.open(sealed, where);
        } catch (IllegalStateException otherKey) {
            throw new IllegalStateException(
                    "the database was set up under another master key than countersign.master-key-file names",
                    otherKey);
        }
    }

    /** For the seals over the journal. */
    public SealKey sealKey() {
        return sealKey;
    }

    /** For what belongs to no person: credentials, live codes. */
    public Sealing master() {
        return master;
    }

    /** A new key for one person, sealed; deleting it erases the person. */
    public byte[] newSubjectKey(InstallationId installation, String subject) {
        return master.seal(Random.randBytes(BYTES), SealedUnderMaster.subjectKey(installation.value(), subject));
    }

    /** The key of one person of this installation: a row that was moved to another one does not open. */
    public Sealing subject(InstallationId installation, String subject, byte[] sealedKey) {
        return new Sealing(
                List.of(master.open(sealedKey, SealedUnderMaster.subjectKey(installation.value(), subject))));
    }

    /** 22 random characters that may stand in a URL. */
    public String newName() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A bearer token of 256 bits. */
    public String newToken() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** How a bearer token is stored. It is random enough that a plain hash cannot be turned back. */
    public static String tokenHash(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public VerificationId newId() {
        return new VerificationId("v_" + newName());
    }

    @Override
    public Code newCode() {
        return Code.random(random);
    }

    @Override
    public CodeHash hash(VerificationId id, Code code) {
        return new CodeHash(hmac(codePepper, id.value() + "\n" + code.digits()));
    }

    @Override
    public PlaceHash hash(InstallationId installation, String text) {
        return new PlaceHash(hmac(placePepper, installation.value() + "\n" + text));
    }

    /** What a note carries so that it can be told from a look-alike: bound to the verification, the kind of note and the chain up to the decision. */
    public String receipt(VerificationId id, String kind, String chainHash) {
        return hmac(markerKey, id.value() + "\n" + kind + "\n" + chainHash).substring(0, RECEIPT_DIGITS);
    }

    private static String hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
