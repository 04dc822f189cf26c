package io.countersign.autotask;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A virtual thread for each thing that nobody waits for. Not an executor by type: an application may take the first one it finds for its own. */
final class AsideThreads implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    void run(Runnable work) {
        threads.execute(work);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
