package io.serai;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads classes and resources from jars by an index of their folders. Spring Boot's own class
 * loader asks one nested jar after the other, a hundred and more for each class and for each class
 * that does not exist, which was a third of the work of a start. This one finds the same, in the
 * same order: of a multi-release jar its base. Thread-safe.
 */
final class IndexedJars extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private record Source(URL url, JarFile jar, CodeSource origin) {}

    private final Map<String, List<Source>> byFolder;

    private IndexedJars(URL[] urls, ClassLoader parent, Map<String, List<Source>> byFolder) {
        super("serai", urls, parent);
        this.byFolder = byFolder;
    }

    /**
     * @param urls jars as {@code jar:...!/}, in the order in which they are searched
     */
    static IndexedJars of(URL[] urls, ClassLoader parent) throws IOException {
        Map<String, List<Source>> byFolder = new HashMap<>();
        for (URL url : urls) {
            JarFile jar = ((JarURLConnection) url.openConnection()).getJarFile();
            Source source = new Source(url, jar, new CodeSource(url, (Certificate[]) null));
            Enumeration<JarEntry> entries = jar.entries();
            String last = "";
            while (entries.hasMoreElements()) {
                String folder = folder(entries.nextElement().getName());
                // Neighbours mostly lie in one folder.
                if (!folder.equals(last)) {
                    add(byFolder, folder, source);
                    last = folder;
                }
            }
            add(byFolder, "", source);
        }
        return new IndexedJars(urls, parent, byFolder);
    }

    private static void add(Map<String, List<Source>> byFolder, String folder, Source source) {
        List<Source> sources = byFolder.computeIfAbsent(folder, any -> new ArrayList<>(2));
        if (sources.isEmpty() || sources.getLast() != source) {
            sources.add(source);
        }
    }

    private static String folder(String name) {
        int end = name.lastIndexOf('/');
        return end < 0 ? "" : name.substring(0, end);
    }

    private List<Source> holding(String name) {
        return byFolder.getOrDefault(folder(name), List.of());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        for (Source source : holding(path)) {
            JarEntry entry = source.jar().getJarEntry(path);
            if (entry != null) {
                try {
                    return define(name, source, entry);
                } catch (IOException unreadable) {
                    throw new ClassNotFoundException(name, unreadable);
                }
            }
        }
        throw new ClassNotFoundException(name);
    }

    private Class<?> define(String name, Source source, JarEntry entry) throws IOException {
        int end = name.lastIndexOf('.');
        if (end > 0 && getDefinedPackage(name.substring(0, end)) == null) {
            definePackage(name.substring(0, end), source);
        }
        try (InputStream in = source.jar().getInputStream(entry)) {
            byte[] code = in.readAllBytes();
            return defineClass(name, code, 0, code.length, source.origin());
        }
    }

    private void definePackage(String name, Source source) throws IOException {
        try {
            if (source.jar().getManifest() == null) {
                definePackage(name, null, null, null, null, null, null, null);
            } else {
                definePackage(name, source.jar().getManifest(), source.url());
            }
        } catch (IllegalArgumentException anotherThreadWasFaster) {
            // It is the same package.
        }
    }

    /**
     * A folder's own name may have no entry, or one of its own: that is left to the slow search.
     */
    private static boolean isFolder(String name) {
        return name.isEmpty() || name.endsWith("/");
    }

    @Override
    public @Nullable URL findResource(String name) {
        if (isFolder(name)) {
            return super.findResource(name);
        }
        for (Source source : holding(name)) {
            if (source.jar().getJarEntry(name) != null) {
                return within(source, name);
            }
        }
        return null;
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        if (isFolder(name)) {
            return super.findResources(name);
        }
        List<URL> found = new ArrayList<>();
        for (Source source : holding(name)) {
            if (source.jar().getJarEntry(name) != null) {
                found.add(within(source, name));
            }
        }
        return Collections.enumeration(found);
    }

    /** Only this constructor of an address keeps the protocol handler of the jar's. */
    @SuppressWarnings("deprecation")
    private static URL within(Source source, String name) {
        try {
            String path = new URI(null, null, "/" + name, null).getRawPath().substring(1);
            return new URL(source.url(), path);
        } catch (MalformedURLException | URISyntaxException impossible) {
            throw new IllegalArgumentException(name, impossible);
        }
    }
}
