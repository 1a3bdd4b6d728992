-- Whose streams are whose.
CREATE INDEX streams_of_owner ON streams (owner_id, id) WHERE deleted_at IS NULL;

-- The name under which a media server that renames streams shows one (NGINX_RENAME_STREAMS), as
-- io.serai.streams.PublicName makes it: by it a stream is found that is listed or played.
CREATE FUNCTION public_name(key text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$
SELECT 'p-' || left(encode(sha256(convert_to(key, 'UTF8')), 'hex'), 32)
$$;
CREATE INDEX publish_keys_public_name ON publish_keys (public_name(value)) WHERE kind = 'name';
