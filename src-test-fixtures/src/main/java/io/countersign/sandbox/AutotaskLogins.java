package io.countersign.sandbox;

/** Three headers on every request, and an API user that is locked by those who guess (sheet 1). */
final class AutotaskLogins {
    /** The vendor's is a system setting. */
    static final int TRIES = 5;

    private final AutotaskTenant tenant;
    private int failures;

    AutotaskLogins(AutotaskTenant tenant) {
        this.tenant = tenant;
    }

    /** Once the user is locked, the right secret does not open either. */
    synchronized boolean open(Call call) {
        boolean user = tenant.userName().equalsIgnoreCase(call.header("UserName"));
        if (user && failures < TRIES && tenant.secret().equals(call.header("Secret")) && isOurs(call)) {
            failures = 0;
            return true;
        }
        if (user) {
            failures++;
        }
        return false;
    }

    /** Whether the request carries the tracking identifier that limits are counted by. */
    boolean isOurs(Call call) {
        return tenant.integrationCode().equals(call.header("ApiIntegrationCode"));
    }

    synchronized boolean locked() {
        return failures >= TRIES;
    }

    synchronized int failures() {
        return failures;
    }

    synchronized void unlock() {
        failures = 0;
    }
}
