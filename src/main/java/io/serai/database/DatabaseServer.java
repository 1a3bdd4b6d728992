package io.serai.database;

/** The PostgreSQL that holds Serai's state, as long as the application runs. */
sealed interface DatabaseServer extends AutoCloseable permits EmbeddedServer, ExternalServer {
    DatabaseAddress address();

    @Override
    void close();
}
