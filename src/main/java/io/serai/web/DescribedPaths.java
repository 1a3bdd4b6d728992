package io.serai.web;

import io.swagger.v3.oas.models.Paths;

/**
 * Paths that no route serves, for {@code /openapi.json}: whoever serves them says here what they
 * are. The surface's common errors, its security and its tag are added as they are to routes.
 */
interface DescribedPaths {
    /** Adds the paths; {@link DescribedOperation} makes their operations. */
    void describe(Paths paths);
}
