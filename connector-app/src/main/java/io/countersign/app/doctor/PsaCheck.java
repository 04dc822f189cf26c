package io.countersign.app.doctor;

import io.countersign.app.installation.Installation;
import io.countersign.app.setup.SetUp;
import io.countersign.setup.Finding;
import java.util.ArrayList;
import java.util.List;

/** Each right at an installation's PSA, and whether the PSA tells us of what changes. */
final class PsaCheck implements Check {
    private final Installation installation;
    private final SetUp setUp;

    PsaCheck(Installation installation, SetUp setUp) {
        this.installation = installation;
        this.setUp = setUp;
    }

    @Override
    public String what() {
        return installation.name() + ", " + installation.psa().kind().key();
    }

    @Override
    public List<Finding> look() {
        var found = new ArrayList<>(setUp.test(installation.id()));
        found.addAll(setUp.look(installation.id()));
        return found.stream().map(this::named).toList();
    }

    private Finding named(Finding finding) {
        String what = what() + ", " + finding.what();
        return switch (finding) {
            case Finding.Good(var was, var detail) -> new Finding.Good(what, detail);
            case Finding.Missing(var was, var toDo) -> new Finding.Missing(what, toDo);
            case Finding.Untried(var was, var why) -> new Finding.Untried(what, why);
        };
    }
}
