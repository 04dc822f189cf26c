package io.countersign.app.secrets;

import java.util.function.Function;
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

    /** What is sealed, and for which place. */
    private record Kept(String id, String where) {}

    /**
     * Seals everything anew under the first of the master keys; afterwards nothing needs the others. A connector that runs beside must seal under the first one already. Can
     * be repeated, and goes on where it was interrupted.
     *
     * @return how much was sealed anew
     */
    public int renew() {
        return renew("system_key", "name", "select name, name, name from system_key", row -> systemKey(row[0]))
                + renew(
                        "installation",
                        "id",
                        "secrets",
                        "select id, id, id from installation",
                        row -> credentials(row[0]))
                + renew(
                        "subject_key",
                        "id",
                        "select id, installation, id from subject_key",
                        row -> subjectKey(row[1], row[2]))
                + renew(
                        "live_code",
                        "verification",
                        "select l.verification, v.installation, l.verification from live_code l join verification v on v.id = l.verification",
                        row -> liveCode(row[1], row[2]));
    }

    private int renew(String table, String key, String rows, Function<String[], String> where) {
        return renew(table, key, "sealed", rows, where);
    }

    private int renew(String table, String key, String column, String rows, Function<String[], String> where) {
        var kept = database.sql(rows)
                .query((row, number) -> new Kept(
                        row.getString(1),
                        where.apply(new String[] {row.getString(1), row.getString(2), row.getString(3)})))
                .list();
        int renewed = 0;
        for (Kept one : kept) {
            // somebody may change or delete it meanwhile: then theirs stands
            var before = database.sql("select %s from %s where %s = ?".formatted(column, table, key))
                    .param(one.id())
                    .query(byte[].class)
                    .optional();
            if (before.isPresent()) {
                renewed += database.sql(
                                "update %s set %s = ? where %s = ? and %s = ?".formatted(table, column, key, column))
                        .params(
                                master.seal(master.open(before.get(), one.where()), one.where()),
                                one.id(),
                                before.get())
                        .update();
            }
        }
        return renewed;
    }
}
