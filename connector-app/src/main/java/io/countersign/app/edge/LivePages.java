package io.countersign.app.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.app.live.Changes;
import io.countersign.app.pod.PodSessions.Session;
import io.countersign.ticket.TicketRef;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Tells a page that its ticket changed, and nothing else: the page reads the card again. */
@RestController
final class LivePages {
    private static final int MOST_FOR_ONE_TECHNICIAN = 4;
    private static final Duration LATELY = Duration.ofMinutes(1);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);
    private static final ServerSentEvent<String> CHANGED =
            ServerSentEvent.<String>builder().event("changed").data("").build();
    private static final ServerSentEvent<String> ALIVE =
            ServerSentEvent.<String>builder().comment("alive").build();

    private final Map<TicketRef, Set<Sinks.Many<ServerSentEvent<String>>>> pages = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> streams = new ConcurrentHashMap<>();

    /** A page reads its card first and listens then; what changed between the two it has to be told. */
    private final Cache<TicketRef, Long> lately =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(LATELY).build();

    LivePages(Changes changes) {
        changes.onTicket(ticket -> {
            lately.put(ticket, System.nanoTime());
            pages.getOrDefault(ticket, Set.of())
                    // a page that is slow to read is told once, however often it changed
                    .forEach(page -> page.tryEmitNext(CHANGED));
        });
        changes.onGap(() -> pages.values().forEach(all -> all.forEach(page -> page.tryEmitNext(CHANGED))));
    }

    /**
     * A stream for one page.
     *
     * @param ago how many milliseconds before this request the page began to read its card
     */
    @GetMapping(path = "/pod/api/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> live(
            @AuthenticationPrincipal Session session, @RequestParam(defaultValue = "0") long ago) {
        String technician =
                session.installation().value() + "/" + session.technician().identifier();
        var count = streams.computeIfAbsent(technician, unseen -> new AtomicInteger());
        if (count.incrementAndGet() > MOST_FOR_ONE_TECHNICIAN) {
            count.decrementAndGet();
            throw new Problem(429, "too-many-pages", "This technician has too many live pages open.");
        }
        long read = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(ago);
        Sinks.Many<ServerSentEvent<String>> page = Sinks.many().multicast().directBestEffort();
        pages.computeIfAbsent(session.ticket(), unseen -> new CopyOnWriteArraySet<>())
                .add(page);
        return Flux.merge(
                        page.asFlux(),
                        Mono.fromSupplier(() -> changedSince(read, session.ticket()) ? CHANGED : ALIVE),
                        Flux.interval(Duration.ZERO, SIGN_OF_LIFE).map(tick -> ALIVE))
                .doFinally(end -> {
                    count.decrementAndGet();
                    pages.computeIfPresent(session.ticket(), (ticket, there) -> {
                        there.remove(page);
                        return there.isEmpty() ? null : there;
                    });
                });
    }

    private boolean changedSince(long read, TicketRef ticket) {
        Long changed = lately.getIfPresent(ticket);
        return changed != null && changed - read >= 0;
    }
}
