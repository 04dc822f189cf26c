package io.countersign.figures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/** The calibrator of waiting: how long this disk takes to keep one page of 8 KiB, at the pace and beside the files of what is measured. */
final class DiskSync {
    private static final int PAGE = 8 * 1024;
    private static final int PAGES = 2_048;

    private final Path file;

    DiskSync(Path file) {
        this.file = file;
    }

    /** In milliseconds. */
    Sample sample(int syncs, int perSecond) throws IOException {
        var page = ByteBuffer.allocateDirect(PAGE);
        double[] took = new double[syncs];
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // overwritten in place, as the log of a database is
            for (int i = 0; i < PAGES; i++) {
                channel.write(page.clear(), (long) i * PAGE);
            }
            channel.force(true);
            long begin = System.nanoTime();
            for (int i = 0; i < syncs; i++) {
                long due = begin + i * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long start = System.nanoTime();
                channel.write(page.clear(), (long) (i % PAGES) * PAGE);
                channel.force(false);
                took[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        return Sample.of(took);
    }
}
