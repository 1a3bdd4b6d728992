-- Brings the rooms of an original PixelCast along, with their ids, keys and times.
--
--   1. Start Serai once with its own, empty database.
--   2. In PixelCast's database:  ALTER TABLE rooms RENAME TO pixelcast_rooms;
--   3. Copy the table:           pg_dump -t pixelcast_rooms "$OLD" | psql "$NEW"
--   4. Import:                   psql "$NEW" -f docs/operate/import-pixelcast.sql
--
-- Running it again adds only what is missing. Nobody is told about the rooms in Discord. Rooms older than
-- ROOM_MAX_AGE that are not on air go with the next clean-up.
WITH old AS MATERIALIZED (
    SELECT o.id::uuid AS id, o.name, o.stream_key, o.room_type, o.created_at::timestamptz AS created_at,
           o.discord_webhook_sent, nextval(pg_get_serial_sequence('streams', 'id')) AS stream_id
    FROM pixelcast_rooms o
    WHERE NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = o.id::uuid OR r.stream_key = o.stream_key)
), streams AS (
    INSERT INTO streams (id, surface, title, many_publications, created_at)
    SELECT stream_id, 'pixelcast', name, room_type = 'webrtc', created_at FROM old
), keys AS (
    INSERT INTO publish_keys (stream_id, kind, value)
    SELECT stream_id, 'name', stream_key FROM old
    UNION ALL
    SELECT stream_id, 'app', stream_key FROM old WHERE room_type = 'webrtc'
)
INSERT INTO rooms (id, name, stream_key, room_type, room_url, created_at, discord_webhook_sent, stream_id)
SELECT id, name, stream_key, room_type, '/room/' || stream_key, created_at, discord_webhook_sent, stream_id
FROM old;
