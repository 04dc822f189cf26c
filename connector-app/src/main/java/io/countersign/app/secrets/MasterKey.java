package io.countersign.app.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key that stands outside the database; everything sealed hangs on it. While it is being replaced there are several: what is sealed anew is sealed under the first, what
 * was sealed before still opens under the others. Prints as dots.
 */
public final class MasterKey {
    private static final int BYTES = 32;

    private final List<byte[]> keys;

    private MasterKey(List<byte[]> keys) {
        this.keys = List.copyOf(keys);
    }

    /** A wrong or missing setting; the message is one sentence for whoever set it, and shows nothing of a key. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String sentence) {
            super(sentence);
        }
    }

    /**
     * From the settings.
     *
     * @param file of {@code countersign.master-key-file}
     * @param text of {@code countersign.master-key}, for who hands secrets over in the environment
     */
    public static MasterKey read(@Nullable Path file, @Nullable Secret text) throws Unusable {
        if (file != null && text != null) {
            throw new Unusable("countersign.master-key-file and countersign.master-key exclude each other.");
        }
        if (file == null && text == null) {
            throw new Unusable(
                    "countersign.master-key-file is missing; it wants the path of a file with a master key, which this makes: java -jar connector-app.jar secrets new");
        }
        try {
            return of(file == null ? Optional.ofNullable(text).orElseThrow().value() : Files.readString(file));
        } catch (IOException e) {
            throw new Unusable("countersign.master-key-file names a file that cannot be read.");
        } catch (IllegalArgumentException e) {
            throw new Unusable((file == null ? "countersign.master-key: " : "countersign.master-key-file: ")
                    + e.getMessage() + ".");
        }
    }

    /** From what {@code secrets new} printed; several keys stand on lines of their own, the newest first. */
    public static MasterKey of(String text) {
        var keys = new ArrayList<byte[]>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> keys.add(key(line)));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no master key in it");
        }
        return new MasterKey(keys);
    }

    private static byte[] key(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("the master key is not Base64", null);
        }
        if (key.length != BYTES) {
            throw new IllegalArgumentException("the master key has " + key.length + " bytes, and wants " + BYTES);
        }
        return key;
    }

    Sealing sealing() {
        return new Sealing(keys);
    }

    @Override
    public String toString() {
        return "••••••";
    }
}
