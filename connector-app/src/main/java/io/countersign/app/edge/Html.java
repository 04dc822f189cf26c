package io.countersign.app.edge;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** How pages and their parts are rendered and answered: escaped by their context, kept by nobody. */
public final class Html {
    private static final MediaType TYPE = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(ContentType.Html);

    private Html() {}

    /** The text of a template; {@code values} are its parameters. */
    public static String render(String template, Map<String, Object> values) {
        var text = new StringOutput();
        TEMPLATES.render(template, values, text);
        return text.toString();
    }

    /** A part that a page of ours puts in. */
    public static ResponseEntity<String> part(String html) {
        return ResponseEntity.ok()
                .contentType(TYPE)
                .cacheControl(CacheControl.noStore())
                .body(html);
    }

    /** A whole page; where it came from is told to nobody. */
    public static ResponseEntity.BodyBuilder page(String contentSecurityPolicy) {
        return ResponseEntity.ok()
                .contentType(TYPE)
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", contentSecurityPolicy)
                .header("Referrer-Policy", "no-referrer");
    }
}
