package io.countersign.trial;

import io.countersign.app.Countersign;
import io.countersign.app.work.StartWork;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Starts everything for somebody who wants to see it work, and prints where to look. Ports move by {@code --server.port} and {@code --sandbox.port}. */
public final class Trial {
    private Trial() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var world = World.begin(port(arguments, "server.port", 8080), port(arguments, "sandbox.port", 9090));
        begin(world, world.properties(), application -> {});
        System.out.println();
        System.out.println("  Countersign is running, with everything outside it played by the sandbox.");
        System.out.println();
        System.out.println(
                "    a ticket, a phone and a mailbox   " + world.sandbox().address());
        System.out.println("    the connector                     " + world.connector());
        System.out.println("    its API, with these keys          Authorization: Bearer " + Seed.CONNECTWISE_KEY
                + ", or " + Seed.AUTOTASK_KEY);
        System.out.println();
        System.out.println("  Ctrl-C ends all of it; nothing is kept.");
    }

    /** Starts the connector in this world, seeds it, and opens the sandbox's control API once the connector has answered. */
    public static ConfigurableApplicationContext begin(
            World world, Map<String, String> properties, Consumer<GenericApplicationContext> more)
            throws IOException, InterruptedException {
        SpringApplication application = new SpringApplicationBuilder(Countersign.class, TrialConfiguration.class)
                .initializers(context -> {
                    var beans = (GenericApplicationContext) context;
                    // closed by the trial's configuration, after everything that needs it
                    beans.registerBean(World.class, () -> world, definition -> definition.setDestroyMethodName(""));
                    more.accept(beans);
                })
                .build();
        var context = application.run(properties.entrySet().stream()
                .map(p -> "--" + p.getKey() + "=" + p.getValue())
                .toArray(String[]::new));
        context.getBean(Seed.class).connectWise();
        context.getBean(Seed.class).autotask();
        // at its own start it knew of no installation
        context.getBean(StartWork.class).run();
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(world.connector().resolve("/api/v1/policy"))
                    .header("Authorization", "Bearer " + Seed.CONNECTWISE_KEY)
                    .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("the connector does not answer: " + answer.statusCode());
            }
        }
        world.sandbox().ready();
        return context;
    }

    private static int port(String[] arguments, String name, int usual) {
        String option = "--" + name + "=";
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(option))
                .map(argument -> Integer.parseInt(argument.substring(option.length())))
                .findFirst()
                .orElse(usual);
    }
}
