package io.countersign.sandbox;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Every request comes in here and goes to the one it is meant for; what a vendor gets is counted, and meets the fault of the moment. */
final class Entrance {
    private final AtomicBoolean ready = new AtomicBoolean();
    private final Counts counts;
    private final Faults faults;
    private final ConnectWiseRest connectWise;
    private final AutotaskRest autotask;
    private final Twilio twilio;
    private final Control control;
    private final DemoPage page;
    private final Routes files;

    Entrance(
            Counts counts,
            Faults faults,
            ConnectWiseRest connectWise,
            AutotaskRest autotask,
            Twilio twilio,
            Control control,
            DemoPage page) {
        this.counts = counts;
        this.faults = faults;
        this.connectWise = connectWise;
        this.autotask = autotask;
        this.twilio = twilio;
        this.control = control;
        this.page = page;
        this.files = page.files();
    }

    void ready() {
        ready.set(true);
    }

    Answer answer(Call call) {
        if (Control.isFor(call)) {
            return ready.get()
                    ? control.answer(call).with("Cache-Control", "no-store")
                    : Answer.sentence(503, "The connector is still starting.");
        }
        if (ConnectWiseRest.isFor(call)) {
            return vendor(
                    "connectwise",
                    ConnectWiseRest.name(call),
                    () -> connectWise.answer(call),
                    ConnectWiseRest::refusal);
        }
        if (AutotaskRest.isFor(call)) {
            return autotask.threaded(
                    call,
                    met("autotask", AutotaskRest.name(call), () -> autotask.answer(call), AutotaskRefusals::fault));
        }
        if (Twilio.isFor(call)) {
            return vendor("twilio", Twilio.name(call), () -> twilio.answer(call), Twilio::refusal);
        }
        if (call.path().isEmpty()) {
            return page.page();
        }
        Answer answer = files.answer(call);
        return answer == null ? Answer.sentence(404, "There is nothing here.") : answer;
    }

    private Answer vendor(String vendor, String name, Supplier<Answer> work, Faults.Refusing refusing) {
        return met(vendor, name, work, refusing).get();
    }

    /** The fault is settled before the request shows in the counts: who saw it counted may clear the fault and still finds it met. */
    private Supplier<Answer> met(String vendor, String name, Supplier<Answer> work, Faults.Refusing refusing) {
        Faults.Fault fault = faults.take(vendor, name);
        counts.add(vendor, name);
        return () -> Faults.meet(fault, work, refusing);
    }
}
