package io.countersign.trial;

import io.countersign.app.Countersign;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.secrets.Keys;
import io.countersign.app.staff.Staff;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The connector in a process of its own, in a world that outlives it: it can be killed like any process, and started again. */
public final class ConnectorApart implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private final World world;
    private final List<String> arguments;
    private final Connector connector;
    private @Nullable Process process;

    private ConnectorApart(World world, List<String> arguments, Connector connector) {
        this.world = world;
        this.arguments = arguments;
        this.connector = connector;
    }

    /** A new world, seeded by a connector that has ended again. */
    public static ConnectorApart begin() {
        return begin(Psa.Kind.CONNECTWISE);
    }

    /** The same for the help desk that has this PSA. */
    public static ConnectorApart begin(Psa.Kind psa) {
        try {
            var world = World.begin(Connector.freePort(), 0);
            Map<String, String> properties = new LinkedHashMap<>(world.properties());
            properties.put("spring.datasource.username", "postgres");
            properties.put("spring.datasource.password", "postgres");
            var arguments = properties.entrySet().stream()
                    .map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toList();
            ConfigurableApplicationContext context = new SpringApplicationBuilder(Countersign.class)
                    .initializers(ConnectorApart::withThreadsOfItsOwn)
                    .run(arguments.toArray(String[]::new));
            var seed = new Seed(
                    context.getBean(JdbcClient.class),
                    context.getBean(Keys.class),
                    context.getBean(Installations.class),
                    context.getBean(PostgresPolicies.class),
                    context.getBean(PostgresAccounts.class),
                    context.getBean(KeepAccounts.class),
                    context.getBean(Staff.class),
                    world);
            var unused = psa == Psa.Kind.CONNECTWISE ? seed.connectWise() : seed.autotask();
            context.close();
            return new ConnectorApart(world, arguments, Connector.elsewhere(world, context, psa));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its end would otherwise end the network threads of every other connector in this JVM. */
    static void withThreadsOfItsOwn(ConfigurableApplicationContext context) {
        ((GenericApplicationContext) context).registerBean(ReactorResourceFactory.class, () -> {
            var own = new ReactorResourceFactory();
            own.setUseGlobalResources(false);
            return own;
        });
    }

    /** Starts it, and waits until it answers. */
    public void start() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp", System.getProperty("java.class.path")));
        command.add(Countersign.class.getName());
        command.addAll(arguments);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/connector-apart.log")))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("the connector does not start; see target/connector-apart.log");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        world.sandbox().ready();
    }

    private boolean answers() {
        try {
            return connector.get("/api/v1/policy").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** Ends it as kill -9 does, and waits until it is gone. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            try {
                running.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public Connector connector() {
        return connector;
    }

    @Override
    public void close() {
        kill();
        world.close();
    }
}
