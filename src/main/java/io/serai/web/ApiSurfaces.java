package io.serai.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds to the API's description what holds for every operation of a surface. */
final class ApiSurfaces {
    private static final String ADMIN_TOKEN = "adminToken";
    private static final String ACCOUNT_TOKEN = "accountToken";
    private static final String ACCOUNT_COOKIE = "accountCookie";
    private static final String HOOK_SECRET = "hookSecret";

    /** How an operation says in its answer 401 that somebody has to be signed in. */
    private static final String NOBODY = "Not signed in";

    private static final Set<HttpMethod> WITH_BODY =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final OpenAPI api;
    private final ApiErrors errors;
    private final Map<String, Tag> tags = new LinkedHashMap<>();

    private ApiSurfaces(OpenAPI api) {
        this.api = api;
        this.errors = new ApiErrors(api.getComponents());
    }

    /** Tags, security and the common errors of all operations. */
    static void complete(OpenAPI api) {
        ApiSurfaces surfaces = new ApiSurfaces(api);
        api.getComponents()
                .addSecuritySchemes(ADMIN_TOKEN, adminToken())
                .addSecuritySchemes(HOOK_SECRET, hookSecret())
                .addSecuritySchemes(ACCOUNT_TOKEN, accountToken())
                .addSecuritySchemes(ACCOUNT_COOKIE, accountCookie());
        api.getPaths().forEach(surfaces::complete);
        api.setTags(new ArrayList<>(surfaces.tags.values()));
    }

    private void complete(String path, PathItem item) {
        HttpSurface surface = HttpSurface.of(path);
        item.readOperationsMap()
                .forEach(
                        (method, operation) -> {
                            tag(surface, operation);
                            secure(surface, operation);
                            errors.complete(
                                    surface.errorForm(), operation, WITH_BODY.contains(method));
                        });
    }

    /** Camel tags an operation with its path where the file names no tag. */
    private void tag(HttpSurface surface, Operation operation) {
        List<String> named =
                operation.getTags() == null
                        ? List.of()
                        : operation.getTags().stream().filter(tag -> !tag.startsWith("/")).toList();
        Tag common = tag(surface);
        operation.setTags(named.isEmpty() ? List.of(common.getName()) : named);
        for (String name : operation.getTags()) {
            tags.computeIfAbsent(
                    name, added -> added.equals(common.getName()) ? common : described(added));
        }
    }

    private Tag described(String name) {
        List<Tag> known = api.getTags() == null ? List.of() : api.getTags();
        return known.stream()
                .filter(tag -> tag.getName().equals(name))
                .findFirst()
                .orElse(new Tag().name(name));
    }

    private void secure(HttpSurface surface, Operation operation) {
        switch (surface) {
            case ADMIN -> {
                operation.addSecurityItem(new SecurityRequirement().addList(ADMIN_TOKEN));
                refuse(operation, surface, "401", "The token is missing or wrong");
                refuse(operation, surface, "403", "It is the token of an account that is no admin");
            }
            case ACTUATOR -> {
                // On this machine nothing is needed.
                operation.addSecurityItem(new SecurityRequirement().addList(ADMIN_TOKEN));
                operation.addSecurityItem(new SecurityRequirement());
                refuse(operation, surface, "401", "The token is wrong");
            }
            case SRS_HOOKS, NGINX_HOOKS -> {
                operation.addSecurityItem(new SecurityRequirement().addList(HOOK_SECRET));
                operation.addSecurityItem(new SecurityRequirement());
                refuse(
                        operation,
                        surface,
                        "403",
                        "Refused: the address is not in HOOK_ALLOW, the secret is wrong, or the"
                                + " stream may not be published or played");
            }
            case LIVE_SERVICE, STREAMHELPER, STREAMIT, PIXELCAST -> {
                ApiResponse refusal = operation.getResponses().get("401");
                if (refusal != null
                        && String.valueOf(refusal.getDescription()).startsWith(NOBODY)) {
                    operation.addSecurityItem(new SecurityRequirement().addList(ACCOUNT_TOKEN));
                    operation.addSecurityItem(new SecurityRequirement().addList(ACCOUNT_COOKIE));
                }
            }
        }
    }

    private void refuse(Operation operation, HttpSurface surface, String status, String text) {
        if (!operation.getResponses().containsKey(status)) {
            operation
                    .getResponses()
                    .addApiResponse(
                            status,
                            new ApiResponse()
                                    .description(text)
                                    .content(errors.content(surface.errorForm())));
        }
    }

    private static Tag tag(HttpSurface surface) {
        return switch (surface) {
            case ADMIN -> tag("Admin", "For operators, with the admin token");
            case ACTUATOR ->
                    tag(
                            "Metrics and probes",
                            "Without a token only on this machine; 404 to everybody else");
            case SRS_HOOKS -> tag("SRS hooks", "Called by SRS: an answer with code 0 accepts");
            case NGINX_HOOKS -> tag("nginx-rtmp hooks", "Called by nginx-rtmp: 2xx accepts");
            case LIVE_SERVICE -> tag("Broadcasts", "The API of live-service");
            case STREAMHELPER -> tag("Destinations", "The API of StreamHelper");
            case STREAMIT -> tag("Studio", "The API of StreamIt");
            case PIXELCAST -> tag("Rooms", "The API of PixelCast");
        };
    }

    private static Tag tag(String name, String description) {
        return new Tag().name(name).description(description);
    }

    private static SecurityScheme adminToken() {
        return new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(
                        "SERAI_ADMIN_TOKEN; if that is not set, the content of the file"
                                + " admin-token in the data directory. Also the token of an account"
                                + " with the role admin");
    }

    private static SecurityScheme accountToken() {
        return new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .bearerFormat("JWT")
                .description("The token that a sign-in answers with");
    }

    private static SecurityScheme accountCookie() {
        return new SecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.COOKIE)
                .name("better-auth.session_token")
                .description("The same token, as a sign-in sets it; the cookie auth does as well");
    }

    private static SecurityScheme hookSecret() {
        return new SecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.QUERY)
                .name("k")
                .description(
                        "HOOK_SECRET, where it is set. In any case the caller's address must be in"
                                + " HOOK_ALLOW.");
    }
}
