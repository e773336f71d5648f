// One of two Socket.IO servers: a room for each conversation, the adapter and the keeping as told.
//
//   node server.mjs PORT STORE_SOCKET redis|streams kept|passing
//
// "kept": a message is a stream entry of its conversation before it is emitted and acknowledged.
// "passing": nothing is kept but what the adapter itself needs.
import { createServer } from "node:http";
import { createAdapter as redisAdapter } from "@socket.io/redis-adapter";
import { createAdapter as streamsAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, path, adapter, keeping] = process.argv.slice(2);

async function client() {
  const made = createClient({ socket: { path } });
  made.on("error", (error) => console.error(String(error)));
  return made.connect();
}

const store = await client();
const http = createServer((_, response) => response.end("ok"));
const io = new Server(http, {
  transports: ["websocket"],
  adapter: adapter === "streams" ? streamsAdapter(store) : redisAdapter(store, await client()),
});

io.on("connection", (socket) => {
  socket.on("join", async (room, done) => {
    await socket.join(room);
    done();
  });
  socket.on("say", async (room, id, text, done) => {
    if (keeping === "kept") await store.xAdd(`kept:${room}`, "*", { id, text });
    socket.to(room).emit("said", id, text);
    done();
  });
});

http.listen(Number(port), "127.0.0.1");
