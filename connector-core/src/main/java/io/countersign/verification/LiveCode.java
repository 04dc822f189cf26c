package io.countersign.verification;

import io.countersign.account.Place;
import io.countersign.challenge.Channel;
import io.countersign.challenge.Code;
import java.util.Map;

/** The code and where it goes, in full. Kept apart from the story, under our own key, and gone as soon as the outcome is decided. Prints masked. */
public record LiveCode(Code code, Map<Channel, Place> places) {
    public LiveCode {
        places = Map.copyOf(places);
    }

    @Override
    public String toString() {
        return "LiveCode[" + places.keySet() + "]";
    }
}
