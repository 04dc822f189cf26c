package io.countersign.sandbox;

/** The page somebody shows to a colleague, and the data it is fed with. */
final class DemoPage {
    void on(Routes routes) {
        routes.on("GET", "sandbox/page/ready", call -> Answer.empty(204));
    }
}
