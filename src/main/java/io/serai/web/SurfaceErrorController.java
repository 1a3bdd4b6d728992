package io.serai.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Errors outside of any route (unknown path, wrong method) in the form of the path's surface. */
@Controller
final class SurfaceErrorController implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    void error(HttpServletRequest request, HttpServletResponse response) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        // Somebody who asks for the error page itself asks for an unknown path.
        int code = status instanceof Integer found ? found : HttpServletResponse.SC_NOT_FOUND;
        HttpSurface surface = HttpSurface.of(path instanceof String text ? text : "/");
        AnswerWriter.write(surface.errorForm().standard(code), response);
    }
}
