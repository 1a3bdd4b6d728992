package io.serai.database;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A process that starts the embedded server, writes a row, and then holds it. */
final class EmbeddedServerHolder {
    private EmbeddedServerHolder() {}

    public static void main(String[] arguments) throws Exception {
        DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
        DatabaseAddress address = EmbeddedServer.start(directory).address();
        try (Connection connection =
                        DriverManager.getConnection(
                                address.jdbcUrl(), address.connection("holder", ""));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (id int)");
            statement.execute("INSERT INTO kept VALUES (1)");
        }
        System.out.println("holding");
        System.in.read();
    }

    /** Returns when the process holds the server. */
    static Process start(Path directory) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                EmbeddedServerHolder.class.getName(),
                                directory.toString())
                        .redirectError(new File(directory + ".err"))
                        .start();
        var output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("holding")) {
                return process;
            }
        }
        throw new IOException("The holder ended; see " + directory + ".err");
    }
}
