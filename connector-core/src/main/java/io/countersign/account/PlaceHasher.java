package io.countersign.account;

import io.countersign.ticket.InstallationId;

/** Makes keyed hashes of places, each installation's its own, so that two of them cannot be compared. */
public interface PlaceHasher {
    PlaceHash hash(InstallationId installation, String text);

    default PlaceHash hash(InstallationId installation, Place place) {
        return hash(installation, place.inFull());
    }
}
