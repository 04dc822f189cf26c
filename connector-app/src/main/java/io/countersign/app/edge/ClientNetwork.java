package io.countersign.app.edge;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Where a request comes from, as far as counting goes. */
public final class ClientNetwork {
    /** One line is given as many of the newer addresses as this leaves open. */
    private static final int NETWORK_BYTES = 8;

    private ClientNetwork() {}

    /** All clients that we cannot see are one. */
    public static String of(@Nullable InetSocketAddress client) {
        return client == null ? "" : of(client.getAddress());
    }

    static String of(@Nullable InetAddress client) {
        if (client == null) {
            return "";
        }
        byte[] address = client.getAddress();
        return HexFormat.of()
                .formatHex(client instanceof Inet6Address ? Arrays.copyOf(address, NETWORK_BYTES) : address);
    }
}
