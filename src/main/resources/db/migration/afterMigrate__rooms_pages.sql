-- At each start: pages of RTMP rooms have the same form as those of WebRTC rooms.
UPDATE rooms SET room_url = '/room/' || stream_key WHERE room_type = 'rtmp' AND room_url LIKE '/rtmp/%';
