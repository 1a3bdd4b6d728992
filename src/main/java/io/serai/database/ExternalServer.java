package io.serai.database;

/** A server that somebody else runs. */
record ExternalServer(DatabaseAddress address) implements DatabaseServer {
    @Override
    public void close() {}
}
