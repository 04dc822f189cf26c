package io.countersign.app.secrets;

import java.util.List;
import java.util.function.BinaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All that is sealed under the master key itself, where it stands, and how it is sealed anew when the key is replaced. */
public final class SealedUnderMaster {
    private final JdbcClient database;
    private final Sealing master;

    public SealedUnderMaster(JdbcClient database, MasterKey masterKey) {
        this.database = database;
        this.master = masterKey.sealing();
    }

    static String systemKey(String name) {
        return "system-key/" + name;
    }

    static String subjectKey(String installation, String subject) {
        return "installation/" + installation + "/subject-key/" + subject;
    }

    /** The place of an installation's credentials. */
    public static String credentials(String installation) {
        return "installation/" + installation + "/secrets";
    }

    /** The place of a code while it is alive. */
    public static String liveCode(String installation, String verification) {
        return "installation/" + installation + "/live-code/" + verification;
    }

    /** The place of what the answer of an identity provider is checked against. */
    public static String signIn(String installation, String state) {
        return "installation/" + installation + "/sign-in/" + state;
    }

    /** What is sealed, and for which place. */
    private record Kept(String id, String where) {}

    /**
     * Seals everything anew under the first of the master keys; afterwards nothing needs the others. A connector that runs beside must seal under the first one already. Can
     * be repeated, and goes on where it was interrupted.
     *
     * @return how much was sealed anew
     */
    public int renew() {
        int renewed = 0;
        for (Kept key : kept("select name, name from system_key", (installation, name) -> systemKey(name))) {
            renewed += renew("system_key", "name", "sealed", key);
        }
        for (Kept owner : kept("select id, id from installation", (installation, id) -> credentials(id))) {
            renewed += renew("installation", "id", "secrets", owner);
        }
        for (Kept person : kept("select id, installation from subject_key", SealedUnderMaster::subjectKey)) {
            renewed += renew("subject_key", "id", "sealed", person);
        }
        for (Kept code : kept(
                "select v.id, v.installation from live_code l join verification v on v.id = l.verification",
                SealedUnderMaster::liveCode)) {
            renewed += renew("live_code", "verification", "sealed", code);
        }
        for (Kept question : kept("select state, installation from sign_in", SealedUnderMaster::signIn)) {
            renewed += renew("sign_in", "state", "sealed", question);
        }
        return renewed;
    }

    /** @param where made of the installation and the id */
    private List<Kept> kept(String idAndInstallation, BinaryOperator<String> where) {
        return database.sql(idAndInstallation)
                .query((row, number) -> new Kept(row.getString(1), where.apply(row.getString(2), row.getString(1))))
                .list();
    }

    private int renew(String table, String key, String column, Kept one) {
        var before = database.sql("select %s from %s where %s = ?".formatted(column, table, key))
                .param(one.id())
                .query(byte[].class)
                .optional();
        // somebody may change or delete it meanwhile: then theirs stands
        return before.map(now -> database.sql(
                                "update %s set %s = ? where %s = ? and %s = ?".formatted(table, column, key, column))
                        .params(master.seal(master.open(now, one.where()), one.where()), one.id(), now)
                        .update())
                .orElse(0);
    }
}
