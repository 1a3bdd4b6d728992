package io.serai.routing;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the routes are.
 *
 * @param directory the folder of route files
 */
@ConfigurationProperties("serai.routing")
record RoutingSettings(@DefaultValue("./routes") Path directory) {}
