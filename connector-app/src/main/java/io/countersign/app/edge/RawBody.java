package io.countersign.app.edge;

/**
 * A body as its bytes arrived, whatever it calls itself; empty for none. What is signed is checked on these.
 *
 * <p>WebFlux refuses to hand a form to a {@code @RequestBody}, and Twilio signs forms.
 */
public final class RawBody {
    /** Of a webhook; a larger one is answered 413. */
    static final int MOST_BYTES = 256 * 1024;

    private final byte[] bytes;

    RawBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes themselves, not a copy: they are only read. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "RawBody[" + bytes.length + " bytes]";
    }
}
