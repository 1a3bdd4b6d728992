// The yardstick of bench/chat: the least hub that speaks the chat's protocol, on Node's ws. It encodes a
// message once and has no limits, no history and no order of its own.
import {createServer} from 'node:http';
import {WebSocketServer} from 'ws';

const rooms = new Map();
const server = createServer((request, response) => response.end('{"status":"ok"}'));
const sockets = new WebSocketServer({server, perMessageDeflate: false, maxPayload: 4096});

const tell = (room, frame) => {
    const text = Buffer.from(JSON.stringify({...frame, timestamp: new Date().toISOString()}));
    for (const socket of room.members) {
        socket.send(text, {binary: false});
    }
};

const count = (id, room) => {
    room.timer ??= setTimeout(() => {
        room.timer = null;
        tell(room, {type: 'VIEW_UPDATE', stream_id: id, count: room.members.size});
    }, 3000);
};

sockets.on('connection', (socket, request) => {
    const url = new URL(request.url, 'http://localhost');
    const id = Number(url.pathname.split('/').pop());
    const user = url.searchParams.get('user_id');
    const username = url.searchParams.get('username') ?? `User_${user}`;
    const room = rooms.get(id) ?? {members: new Set(), timer: null, next: 1};
    rooms.set(id, room);
    room.members.add(socket);
    socket.send(JSON.stringify({type: 'JOINED', stream_id: id, count: room.members.size}));
    count(id, room);
    socket.on('message', data => {
        const said = JSON.parse(data);
        if (said.type === 'CHAT' && said.content) {
            tell(room, {
                type: 'CHAT_BROADCAST', stream_id: id, id: room.next++, user_id: user, username,
                content: said.content,
            });
        }
    });
    socket.on('close', () => {
        room.members.delete(socket);
        count(id, room);
    });
    socket.on('error', () => socket.terminate());
});

server.listen(Number(process.env.PORT), '127.0.0.1');
