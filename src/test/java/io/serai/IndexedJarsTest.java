package io.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jars that share folders, searched as the JDK's own class loader does. */
class IndexedJarsTest {
    private static final String HERE = "io.serai.IndexedJarsTest$";

    @TempDir Path directory;

    private IndexedJars indexed;
    private URLClassLoader plain;

    /** Of one package, in different jars; the second one sees what the first one keeps. */
    static class First {
        static final String SECRET = "of the package";
    }

    public static class Second extends First {
        public Second() {}

        @Override
        public String toString() {
            return SECRET;
        }
    }

    @BeforeEach
    void open() throws IOException {
        Map<String, byte[]> one = new LinkedHashMap<>();
        one.put("META-INF/MANIFEST.MF", manifest("Implementation-Version: 1.2"));
        one.put("io/serai/IndexedJarsTest$First.class", code(First.class));
        one.put("META-INF/services/names", bytes("one"));
        one.put("top.txt", bytes("top of one"));
        one.put("a folder/50% of +.txt", bytes("odd"));
        Map<String, byte[]> two = new LinkedHashMap<>();
        two.put("META-INF/MANIFEST.MF", manifest("Implementation-Version: 3.4"));
        two.put("io/serai/IndexedJarsTest$Second.class", code(Second.class));
        two.put("META-INF/services/names", bytes("two"));
        two.put("top.txt", bytes("top of two"));
        URL[] urls = {jar("one.jar", one), jar("two.jar", two)};
        indexed = IndexedJars.of(urls, ClassLoader.getPlatformClassLoader());
        plain = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    @AfterEach
    void close() throws IOException {
        indexed.close();
        plain.close();
    }

    @Test
    void loadsClassesOfOnePackageFromSeveralJars() throws ReflectiveOperationException {
        Class<?> second = indexed.loadClass(HERE + "Second");

        assertThat(second.getClassLoader()).isSameAs(indexed);
        assertThat(second.getSuperclass()).isSameAs(indexed.loadClass(HERE + "First"));
        assertThat(second.getDeclaredConstructor().newInstance()).hasToString("of the package");
    }

    @Test
    void tellsWhereAClassIsFrom() throws ClassNotFoundException {
        Class<?> first = indexed.loadClass(HERE + "First");

        assertThat(first.getProtectionDomain().getCodeSource().getLocation().toString())
                .endsWith("one.jar!/");
        assertThat(first.getPackage().getImplementationVersion()).isEqualTo("1.2");
    }

    @Test
    void doesNotFindWhatIsNotThere() {
        assertThatThrownBy(() -> indexed.loadClass(HERE + "Third"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> indexed.loadClass("no.such.Name"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(indexed.getResource("no/such.txt")).isNull();
        assertThat(indexed.getResource("META-INF/no.txt")).isNull();
    }

    @Test
    void findsTheResourcesThatTheOtherClassLoaderFindsInItsOrder() throws IOException {
        for (String name :
                List.of(
                        "top.txt",
                        "META-INF/services/names",
                        "META-INF/MANIFEST.MF",
                        "a folder/50% of +.txt",
                        "a folder/",
                        "a folder",
                        "io/serai/IndexedJarsTest$Second.class",
                        "no/such.txt")) {
            assertThat(texts(indexed, name)).as(name).isEqualTo(texts(plain, name));
            assertThat(indexed.getResource(name) == null)
                    .as(name)
                    .isEqualTo(plain.getResource(name) == null);
        }
        assertThat(texts(indexed, "META-INF/services/names")).containsExactly("one", "two");
    }

    private static List<String> texts(ClassLoader loader, String name) throws IOException {
        return Collections.list(loader.getResources(name)).stream()
                .map(IndexedJarsTest::text)
                .toList();
    }

    private static String text(URL url) {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new AssertionError(url.toString(), unreadable);
        }
    }

    private URL jar(String name, Map<String, byte[]> entries) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return URI.create("jar:" + file.toUri() + "!/").toURL();
    }

    private static byte[] manifest(String line) {
        return bytes("Manifest-Version: 1.0\r\n" + line + "\r\n\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] code(Class<?> type) throws IOException {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(path);
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            in.transferTo(out);
            return out.toByteArray();
        }
    }
}
