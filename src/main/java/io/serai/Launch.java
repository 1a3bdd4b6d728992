package io.serai;

import java.io.IOException;
import java.net.URLClassLoader;

/**
 * Starts {@link Serai} from the one jar with a class loader that knows where to look. From class
 * files, and from the jar taken apart as in the container image, it just starts it.
 */
public final class Launch {
    private Launch() {}

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        ClassLoader loader = Launch.class.getClassLoader();
        boolean nested = loader.getClass().getName().startsWith("org.springframework.boot.loader.");
        if (nested && loader instanceof URLClassLoader jars) {
            loader = IndexedJars.of(jars.getURLs(), jars.getParent());
            Thread.currentThread().setContextClassLoader(loader);
        }
        // What it throws goes on as it is: Spring Boot knows whether it has told it already.
        loader.loadClass("io.serai.Serai")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }
}
