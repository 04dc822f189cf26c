package io.countersign.sandbox;

import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where WireMock hands every request over. It opens last: what is behind it must know the port that the server was given. */
final class Door implements ResponseDefinitionTransformerV2 {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private final AtomicReference<@Nullable Entrance> entrance = new AtomicReference<>();

    @Override
    public String getName() {
        return "sandbox";
    }

    @Override
    public boolean applyGlobally() {
        return true;
    }

    void open(Entrance behind) {
        entrance.set(behind);
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
        Entrance behind = entrance.get();
        if (behind == null) {
            return Answer.sentence(503, "The sandbox is still starting.").asDefinition();
        }
        Call call = Call.of(event.getRequest());
        try {
            return behind.answer(call).asDefinition();
        } catch (RuntimeException e) {
            LOG.error("The sandbox stumbled over {} {}", call.method(), call.path(), e);
            return Answer.sentence(500, "The sandbox has a fault of its own; its log says which.")
                    .asDefinition();
        }
    }
}
