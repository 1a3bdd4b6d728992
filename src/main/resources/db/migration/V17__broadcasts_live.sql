-- What the feed shows, in its order, and how many that are, without counting them: a broadcast is live from
-- its first publisher (started_at is known from then on) until it has ended.
UPDATE broadcasts b
SET started_at = l.broadcast_started_at
FROM live_sessions l
WHERE l.stream_id = b.stream_id AND l.state IN ('open', 'suspect') AND b.started_at IS NULL;

CREATE INDEX broadcasts_live ON broadcasts (started_at DESC, stream_id DESC)
    WHERE started_at IS NOT NULL AND ended_at IS NULL;
-- Who comes with the key of a broadcast that has ended.
CREATE INDEX broadcasts_ended_key ON broadcasts (stream_key) WHERE ended_at IS NOT NULL;

-- The sum is exact at every moment. Many rows, so that hooks that commit at the same time seldom wait for each
-- other; room in each page, so that an update stays on its page.
CREATE TABLE broadcast_counts (
    shard int    PRIMARY KEY,
    live  bigint NOT NULL
) WITH (fillfactor = 25);
INSERT INTO broadcast_counts (shard, live)
SELECT shard, (SELECT count(*) FROM broadcasts
               WHERE started_at IS NOT NULL AND ended_at IS NULL AND stream_id % 64 = shard)
FROM generate_series(0, 63) AS shard;

CREATE FUNCTION broadcasts_count_live() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.started_at IS NOT NULL AND OLD.ended_at IS NULL THEN
        UPDATE broadcast_counts SET live = live - 1 WHERE shard = OLD.stream_id % 64;
    END IF;
    IF TG_OP IN ('UPDATE', 'INSERT') AND NEW.started_at IS NOT NULL AND NEW.ended_at IS NULL THEN
        UPDATE broadcast_counts SET live = live + 1 WHERE shard = NEW.stream_id % 64;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER broadcasts_count_inserted AFTER INSERT ON broadcasts FOR EACH ROW
    WHEN (NEW.started_at IS NOT NULL)
    EXECUTE FUNCTION broadcasts_count_live();
CREATE TRIGGER broadcasts_count_deleted AFTER DELETE ON broadcasts FOR EACH ROW
    WHEN (OLD.started_at IS NOT NULL)
    EXECUTE FUNCTION broadcasts_count_live();
CREATE TRIGGER broadcasts_count_changed AFTER UPDATE ON broadcasts FOR EACH ROW
    WHEN ((OLD.started_at IS NOT NULL AND OLD.ended_at IS NULL)
          <> (NEW.started_at IS NOT NULL AND NEW.ended_at IS NULL))
    EXECUTE FUNCTION broadcasts_count_live();
