package io.countersign.app.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import io.countersign.app.installation.Installations;
import io.countersign.app.secrets.SealKey;
import io.countersign.app.verification.DecisionClock;
import io.countersign.journal.ChainHash;
import io.countersign.journal.MerkleRoot;
import io.countersign.ticket.InstallationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Signs, from time to time, one Merkle root over all events of an installation that were written since the seal before. Each seal names the one before it. So the
 * removal of a whole verification, or of the first or last event of one, shows, which its own chain cannot tell. Events younger than the newest seal are not under
 * one yet; whoever can remove events and the newest seals together is found by the receipts in the notes only.
 */
public final class SealJournal {
    private static final int MOST_UNDER_ONE = 5_000;
    private static final String SEALS =
            "select number, era, written_by::text, event, events, root, at, signature from seal where installation = ?";

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final DecisionClock clock;
    private final Installations installations;
    private final SealKey key;

    public SealJournal(
            JdbcClient database,
            TransactionTemplate transaction,
            DecisionClock clock,
            Installations installations,
            SealKey key) {
        this.database = database;
        this.transaction = transaction;
        this.clock = clock;
        this.installations = installations;
        this.key = key;
    }

    /** An event's place in the order of the journal. */
    private record Place(int era, String writtenBy, long event) {
        private static final Place BEGINNING = new Place(0, "0", 0);
    }

    private record Seal(int number, Place upTo, int events, String root, Instant at, String signature) {}

    private record Leaf(Place place, ChainHash hash) {}

    /** Seals what is new, for each installation. */
    public void run() {
        for (InstallationId installation : installations.all()) {
            while (requireNonNullElse(transaction.execute(status -> sealOnce(installation)), false)) {
                // more than one seal holds
            }
        }
    }

    /** Whether there was so much that one seal does not hold it. */
    private boolean sealOnce(InstallationId installation) {
        database.sql("select count(pg_advisory_xact_lock(hashtextextended(?, 0)))")
                .param(installation.value() + "/seal")
                .query(Long.class)
                .single();
        Optional<Seal> before = database.sql(SEALS + " order by number desc limit 1")
                .param(installation.value())
                .query((row, number) -> seal(row))
                .optional();
        Place from = before.map(Seal::upTo).orElse(Place.BEGINNING);
        var leaves = database.sql("""
                select e.era, e.written_by::text, e.id, e.hash from event e
                where e.installation = ? and (e.era, e.written_by, e.id) > (?, ?::xid8, ?)
                    and e.written_by < pg_snapshot_xmin(pg_current_snapshot())
                order by e.era, e.written_by, e.id limit ?
                """)
                .params(installation.value(), from.era(), from.writtenBy(), from.event(), MOST_UNDER_ONE)
                .query((row, number) -> new Leaf(
                        new Place(row.getInt(1), row.getString(2), row.getLong(3)), new ChainHash(row.getString(4))))
                .list();
        if (leaves.isEmpty()) {
            return false;
        }
        Instant now = clock.now(database);
        int number = before.map(Seal::number).orElse(0) + 1;
        Place upTo = leaves.getLast().place();
        String root = MerkleRoot.of(leaves.stream().map(Leaf::hash).toList());
        String signature = key.sign(signed(
                installation,
                number,
                leaves.size(),
                root,
                before.map(Seal::signature).orElse(""),
                now));
        database.sql("""
                insert into seal (installation, number, era, written_by, event, events, root, at, signature)
                values (?, ?, ?, ?::xid8, ?, ?, ?, ?, ?)
                """)
                .params(
                        installation.value(),
                        number,
                        upTo.era(),
                        upTo.writtenBy(),
                        upTo.event(),
                        leaves.size(),
                        root,
                        Timestamp.from(now),
                        signature)
                .update();
        return leaves.size() == MOST_UNDER_ONE;
    }

    private static Seal seal(ResultSet row) throws SQLException {
        return new Seal(
                row.getInt("number"),
                new Place(row.getInt("era"), row.getString("written_by"), row.getLong("event")),
                row.getInt("events"),
                row.getString("root"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("signature"));
    }

    private static byte[] signed(
            InstallationId installation, int number, int events, String root, String before, Instant at) {
        return String.join(
                        "\n",
                        "countersign-seal-v1",
                        installation.value(),
                        Integer.toString(number),
                        Integer.toString(events),
                        root,
                        before,
                        at.toString())
                .getBytes(UTF_8);
    }

    // ---- checking ----

    /**
     * What the check of one installation's journal found.
     *
     * @param faults one sentence each; empty where everything is as it was written
     */
    public record Checked(int seals, int events, int unsealed, List<String> faults) {
        public Checked {
            faults = List.copyOf(faults);
        }
    }

    /** Looks at every event and every seal of an installation. Reads all of it: minutes where there are millions. */
    public Checked check(InstallationId installation) {
        var faults = new ArrayList<String>();
        int events = chains(installation, faults);
        var seals = database.sql(SEALS + " order by number")
                .param(installation.value())
                .query((row, number) -> seal(row))
                .list();
        Place from = Place.BEGINNING;
        String before = "";
        int expected = 1;
        int under = 0;
        for (Seal seal : seals) {
            if (seal.number() != expected) {
                faults.add("Seal %d is missing.".formatted(expected));
            }
            var leaves = under(installation, from, seal.upTo());
            byte[] signed = signed(installation, seal.number(), seal.events(), seal.root(), before, seal.at());
            if (!key.signed(signed, seal.signature())) {
                faults.add("Seal %d of %s does not carry our signature.".formatted(seal.number(), seal.at()));
            } else if (leaves.size() != seal.events()) {
                faults.add("Seal %d of %s was made over %d events, and there are %d."
                        .formatted(seal.number(), seal.at(), seal.events(), leaves.size()));
            } else if (!MerkleRoot.of(leaves).equals(seal.root())) {
                faults.add(
                        "Seal %d of %s was made over other events than there are.".formatted(seal.number(), seal.at()));
            }
            from = seal.upTo();
            before = seal.signature();
            expected = seal.number() + 1;
            under += leaves.size();
        }
        return new Checked(seals.size(), events, events - under, faults);
    }

    private List<ChainHash> under(InstallationId installation, Place from, Place upTo) {
        return database.sql("""
                select hash from event
                where installation = ? and (era, written_by, id) > (?, ?::xid8, ?) and (era, written_by, id) <= (?, ?::xid8, ?)
                order by era, written_by, id
                """)
                .params(
                        installation.value(),
                        from.era(),
                        from.writtenBy(),
                        from.event(),
                        upTo.era(),
                        upTo.writtenBy(),
                        upTo.event())
                .query((row, number) -> new ChainHash(row.getString(1)))
                .list();
    }

    /** Each verification's chain by itself; gives how many events there are. */
    private int chains(InstallationId installation, List<String> faults) {
        final class Walk {
            String verification = "";
            ChainHash head = ChainHash.START;
            int next;
            int events;
            boolean broken;

            String last = head.hex();

            void step(String of, int number, String type, Instant at, byte[] stored, String hash, String lastOfAll) {
                if (!of.equals(verification)) {
                    end();
                    verification = of;
                    head = ChainHash.START;
                    next = 0;
                    broken = false;
                    last = lastOfAll;
                }
                events++;
                head = head.next(of, number, type, at, stored);
                if (!broken && (number != next || !head.hex().equals(hash))) {
                    broken = true;
                    faults.add("Verification %s is not as it was written, from event %d on.".formatted(of, next));
                }
                next++;
            }

            void end() {
                if (!broken && !head.hex().equals(last)) {
                    faults.add("Verification %s ends before its last event.".formatted(verification));
                }
            }
        }
        var walk = new Walk();
        database.sql("""
                select e.verification, e.number, e.type, e.at, e.stored, e.hash, v.head
                from event e join verification v on v.id = e.verification
                where e.installation = ? order by e.verification, e.number
                """).param(installation.value()).query(row -> {
            walk.step(
                    row.getString(1),
                    row.getInt(2),
                    row.getString(3),
                    row.getObject(4, OffsetDateTime.class).toInstant(),
                    row.getBytes(5),
                    row.getString(6),
                    row.getString(7));
        });
        walk.end();
        return walk.events;
    }
}
