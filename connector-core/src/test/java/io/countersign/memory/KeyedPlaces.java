package io.countersign.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.account.PlaceHash;
import io.countersign.account.PlaceHasher;
import io.countersign.ticket.InstallationId;
import java.util.HexFormat;

/** Hashes of places under a key that only tests know. */
public final class KeyedPlaces implements PlaceHasher {
    @Override
    public PlaceHash hash(InstallationId installation, String text) {
        return new PlaceHash(HexFormat.of()
                .formatHex(Digest.sha256(("a test's key " + installation.value() + " " + text).getBytes(UTF_8))));
    }
}
