import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The one form of our Java sources: {@code check} fails when a file differs from it, {@code apply} rewrites the file. A program of its own, because formatter
 * plug-ins parse with the JDK that Maven runs on, and that one may be too old for the language we write.
 */
class Format {
    public static void main(String[] arguments) throws IOException, FormatterException {
        boolean apply = arguments[0].equals("apply");
        var formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        List<Path> sources;
        try (var files = Files.walk(Path.of(arguments[1]))) {
            sources = files.filter(Format::isOurs).sorted().toList();
        }
        if (sources.isEmpty()) {
            throw new IllegalStateException("no sources below " + arguments[1]);
        }
        var different = new ArrayList<Path>();
        for (Path source : sources) {
            String before = Files.readString(source);
            String after = formatter.formatSource(ImportOrderer.reorderImports(
                    RemoveUnusedImports.removeUnusedImports(before), JavaFormatterOptions.Style.PALANTIR));
            if (!after.equals(before)) {
                different.add(source);
                if (apply) {
                    Files.writeString(source, after);
                }
            }
        }
        if (!apply && !different.isEmpty()) {
            different.forEach(source -> System.err.println("not in the project's format: " + source));
            System.err.println("repair with: mvn -q -N initialize exec:exec@format -Dformat.mode=apply");
            System.exit(1);
        }
    }

    private static boolean isOurs(Path file) {
        if (!file.toString().endsWith(".java")) {
            return false;
        }
        for (Path part : file) {
            if (part.toString().equals("target")) {
                return false;
            }
        }
        return true;
    }
}
