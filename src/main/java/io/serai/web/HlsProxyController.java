package io.serai.web;

import io.serai.common.ControlException;
import io.serai.common.http.Form;
import io.serai.playback.HlsAnswer;
import io.serai.playback.HlsProxy;
import io.swagger.v3.oas.models.Paths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code GET /api/hls/proxy?url=}: HLS of SRS. It is no route, because a segment is passed on while
 * it arrives, on the request's own virtual thread.
 */
@Controller
final class HlsProxyController implements DescribedPaths {
    private static final String PATH = "/api/hls/proxy";
    private static final Logger log = LoggerFactory.getLogger(HlsProxyController.class);

    private final HlsProxy proxy;

    HlsProxyController(HlsProxy proxy) {
        this.proxy = proxy;
    }

    @GetMapping(PATH)
    void proxy(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        Optional<String> range = Optional.ofNullable(request.getHeader("Range"));
        try (HlsAnswer answer = proxy.open(Form.parse(query).get("url"), range)) {
            switch (answer) {
                case HlsAnswer.Whole whole -> AnswerWriter.write(whole.answer(), response);
                case HlsAnswer.Busy busy ->
                        AnswerWriter.write(Failures.unavailable(HttpSurface.PIXELCAST), response);
                case HlsAnswer.Arriving segment ->
                        pass(segment, request.getMethod().equals("HEAD"), response);
            }
        } catch (ControlException e) {
            AnswerWriter.write(Failures.answer(HttpSurface.PIXELCAST, e), response);
        }
    }

    @Override
    public void describe(Paths paths) {
        paths.addPathItem(
                PATH,
                DescribedOperation.of("hls-proxy-get", "A playlist or a segment of SRS's HLS")
                        .text(
                                "Playlists name their files so that these come from here, too."
                                        + " Segments are passed on while they arrive; part of one"
                                        + " may be asked for by Range.")
                        .query("url", true, "Path at SRS, such as /app/name.m3u8 or /app/name-1.ts")
                        .answers(200, "application/vnd.apple.mpegurl", "The file")
                        .answers(206, "video/mp2t", "The part that was asked for")
                        .answersObject(400, "application/json", "The path is missing or refused")
                        .answersObject(404, "application/json", "SRS has no such file")
                        .answersObject(500, "application/json", "SRS does not answer")
                        .answersObject(502, "application/json", "SRS answered something else")
                        .get());
    }

    private static void pass(
            HlsAnswer.Arriving segment, boolean onlyHeaders, HttpServletResponse response)
            throws IOException {
        response.setStatus(segment.status());
        segment.headers().forEach(response::setHeader);
        if (onlyHeaders) {
            return;
        }
        try {
            segment.body().copyTo(response.getOutputStream());
        } catch (IOException e) {
            log.debug("hls.cut reason=\"{}\"", e.getMessage());
            // Ended in any other way, the answer would look complete to its reader.
            throw new CloseNowException("A segment could not be passed on to its end", e);
        }
    }
}
