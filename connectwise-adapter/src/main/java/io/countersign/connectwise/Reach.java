package io.countersign.connectwise;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Where an address leads: to everybody's internet, into somebody's own network, or to the machine we run on and its surroundings. */
enum Reach {
    PUBLIC,
    PRIVATE,
    /** Loopback, link-local (where clouds keep their credentials), multicast, reserved, and everything that wraps another address. */
    NOWHERE_GOOD;

    static Reach of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? ofFour(bytes) : ofSixteen(bytes);
    }

    private static Reach ofFour(byte[] bytes) {
        int a = bytes[0] & 0xff;
        int b = bytes[1] & 0xff;
        int c = bytes[2] & 0xff;
        if (a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) || (a == 100 && b >= 64 && b < 128)) {
            return PRIVATE;
        }
        boolean special = a == 0
                || a == 127
                || a >= 224
                || (a == 169 && b == 254)
                || (a == 192 && b == 0 && (c == 0 || c == 2))
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19))
                || (a == 198 && b == 51 && c == 100)
                || (a == 203 && b == 0 && c == 113);
        return special ? NOWHERE_GOOD : PUBLIC;
    }

    private static Reach ofSixteen(byte[] bytes) {
        int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
        int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        if ((first & 0xfe00) == 0xfc00) {
            return PRIVATE;
        }
        boolean global = (first & 0xe000) == 0x2000;
        boolean tunnelOrSample = first == 0x2002 || (first == 0x2001 && (second < 0x0200 || second == 0x0db8));
        return global && !tunnelOrSample ? PUBLIC : NOWHERE_GOOD;
    }
}
