package io.countersign.figures;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** How much a JVM has ever allocated, by its own count of every thread, those included that have ended. Asking costs a few kilobytes. */
final class Allocation implements Closeable {
    private final JMXConnector connection;
    private final ThreadMXBean threads;

    private Allocation(JMXConnector connection, ThreadMXBean threads) {
        this.connection = connection;
        this.threads = threads;
    }

    /** The address is that of a process which this program started. */
    @SuppressWarnings("BanJNDI")
    static Allocation of(long pid) throws Exception {
        var machine = VirtualMachine.attach(Long.toString(pid));
        try {
            var connection = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            return new Allocation(
                    connection,
                    ManagementFactory.newPlatformMXBeanProxy(
                            connection.getMBeanServerConnection(),
                            ManagementFactory.THREAD_MXBEAN_NAME,
                            ThreadMXBean.class));
        } finally {
            machine.detach();
        }
    }

    long bytes() {
        return threads.getTotalThreadAllocatedBytes();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
