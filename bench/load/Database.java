import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A PostgreSQL of its own: prints its JDBC URL, and runs until its input ends. */
void main() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
        IO.println(server.getJdbcUrl("postgres", "postgres"));
        System.in.readAllBytes();
    }
}
