package io.serai.web;

import io.serai.common.PublicAddresses;
import io.serai.common.http.Answer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * {@code /docs}: Swagger UI over {@code /openapi.json}. Every file comes from here, and the page
 * may ask nobody else. Thread-safe.
 */
@Controller
final class DocsController {
    static final String PATH = "/docs";

    private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/";
    private static final String SWAGGER_UI_ABOUT =
            "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final Page INDEX = new Page("docs/index.html", "text/html;charset=UTF-8");

    /** What the page needs of Swagger UI; it has more files than that. */
    private final Map<String, Page> files;

    private final String policy;
    private final String version;

    DocsController(PublicAddresses addresses) {
        this.version = swaggerUiVersion();
        this.policy = policy(addresses.base());
        String folder = SWAGGER_UI + version + "/";
        this.files =
                Map.of(
                        "start.js",
                        new Page("docs/start.js", "text/javascript;charset=UTF-8"),
                        "swagger-ui-bundle.js",
                        new Page(folder + "swagger-ui-bundle.js", "text/javascript;charset=UTF-8"),
                        "swagger-ui.css",
                        new Page(folder + "swagger-ui.css", "text/css;charset=UTF-8"),
                        "favicon-32x32.png",
                        new Page(folder + "favicon-32x32.png", "image/png"));
    }

    private record Page(String resource, String contentType) {
        byte[] read() {
            try (InputStream in = new ClassPathResource(resource).getInputStream()) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @GetMapping(PATH)
    void index(HttpServletRequest request, HttpServletResponse response) {
        answer(INDEX, "no-cache", request, response);
    }

    /** The page's links are relative, so that it works behind a proxy that adds a prefix. */
    @GetMapping(PATH + "/")
    void slash(HttpServletResponse response) {
        AnswerWriter.write(Answer.empty(308).with("Location", "../docs"), response);
    }

    @GetMapping(PATH + "/{file}")
    void file(
            @PathVariable("file") String file,
            HttpServletRequest request,
            HttpServletResponse response) {
        Optional<Page> page = Optional.ofNullable(files.get(file));
        if (page.isEmpty()) {
            AnswerWriter.write(HttpSurface.PIXELCAST.errorForm().standard(404), response);
        } else {
            answer(page.get(), "max-age=86400", request, response);
        }
    }

    private void answer(
            Page page, String caching, HttpServletRequest request, HttpServletResponse response) {
        byte[] content = page.read();
        String tag = "\"%s-%08x\"".formatted(version, Arrays.hashCode(content));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", page.contentType());
        headers.put("Cache-Control", caching);
        headers.put("ETag", tag);
        headers.put("Content-Security-Policy", policy);
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("X-Frame-Options", "DENY");
        boolean known = tag.equals(request.getHeader("If-None-Match"));
        AnswerWriter.write(
                new Answer(known ? 304 : 200, headers, known ? new byte[0] : content), response);
    }

    /** Requests may go to us, under this address and the one that clients are told. */
    private static String policy(Optional<String> address) {
        String others = address.map(one -> " " + origin(one)).orElse("");
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'"
                + others
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static String origin(String address) {
        URI uri = URI.create(address);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static String swaggerUiVersion() {
        Properties about = new Properties();
        try (InputStream in = new ClassPathResource(SWAGGER_UI_ABOUT).getInputStream()) {
            about.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return about.getProperty("version");
    }
}
