import { beforeEach, describe, expect, test } from "vitest";
import { Connection, type ConnectionState } from "./connection.ts";
import { FakeWorld } from "./fake-socket.ts";

interface Frame {
  type: string;
  id?: string;
  text?: string;
}

let world: FakeWorld;
let states: ConnectionState[];
let heard: Frame[];
let random: number;
let connection: Connection<Frame, Frame>;

beforeEach(() => {
  world = new FakeWorld();
  states = [];
  heard = [];
  random = 0.5;
  connection = new Connection<Frame, Frame>({
    url: "ws://desk.example/ws/customer",
    hello: () => ({ type: "hello" }),
    onFrame: (frame) => heard.push(frame),
    onState: (state) => states.push(state),
    socket: world.socket,
    timers: world.timers,
    listen: world.listen,
    random: () => random,
  });
});

const welcome = (): void => {
  world.server.accept();
  world.server.say({ type: "welcome" });
};
const sent = (): (string | undefined)[] => world.server.received.map(({ id, type }) => id ?? type);
const status = (): string => connection.state.status;

describe("hello and welcome", () => {
  test("says hello first and is open only after the welcome", () => {
    connection.start();
    world.server.accept();
    expect(sent()).toEqual(["hello"]);
    expect(status()).toBe("connecting");
    world.server.say({ type: "welcome" });
    expect(status()).toBe("open");
    expect(heard).toEqual([{ type: "welcome" }]);
  });

  test("a frame with an id given before the welcome goes out after it", () => {
    connection.send({ type: "say", id: "a" });
    connection.start();
    world.server.accept();
    expect(sent()).toEqual(["hello"]);
    world.server.say({ type: "welcome" });
    expect(sent()).toEqual(["hello", "a"]);
  });

  test("a frame without an id is dropped while not open", () => {
    connection.start();
    expect(connection.send({ type: "typing" })).toBe(false);
    welcome();
    expect(sent()).toEqual(["hello"]);
    expect(connection.send({ type: "typing" })).toBe(true);
    expect(sent()).toEqual(["hello", "typing"]);
  });

  test("what changed between hello and welcome is told by another hello", () => {
    connection.start();
    world.server.accept();
    connection.send({ type: "identify" });
    world.server.say({ type: "welcome" });
    expect(sent()).toEqual(["hello", "hello"]);
    world.server.say({ type: "welcome" });
    expect(sent()).toEqual(["hello", "hello"]);
  });

  test("a second welcome on the same socket sends nothing twice", () => {
    connection.start();
    welcome();
    connection.send({ type: "say", id: "a" });
    world.server.say({ type: "welcome" });
    expect(sent()).toEqual(["hello", "a"]);
  });
});

describe("resending", () => {
  test("what was not acknowledged is sent again, in order, after a reconnect", () => {
    connection.start();
    welcome();
    for (const id of ["a", "b", "c"]) connection.send({ type: "say", id });
    world.server.say({ type: "ack", id: "a" });
    world.server.break(1006);
    world.pass(30_000);
    welcome();
    expect(sent()).toEqual(["hello", "b", "c"]);
    expect(connection.pending.map(({ id }) => id)).toEqual(["b", "c"]);
  });

  test("an error with its id ends a frame as well", () => {
    connection.start();
    welcome();
    connection.send({ type: "say", id: "a" });
    world.server.say({ type: "error", id: "a" });
    expect(connection.pending).toEqual([]);
  });

  test("a frame sent again under its id after an error goes out again", () => {
    connection.start();
    welcome();
    connection.send({ type: "say", id: "a" });
    world.server.say({ type: "error", id: "a" });
    connection.send({ type: "say", id: "a" });
    expect(sent()).toEqual(["hello", "a", "a"]);
  });

  test("a socket that never acknowledges is given up for a new one", () => {
    connection.start();
    welcome();
    connection.send({ type: "say", id: "a" });
    world.pass(10_000);
    expect(world.sockets[0]!.isClosed).toBe(true);
    world.pass(30_000);
    welcome();
    expect(sent()).toEqual(["hello", "a"]);
  });

  test("a refused frame leaves no deadline behind", () => {
    connection.start();
    welcome();
    connection.send({ type: "say", id: "a" });
    world.server.say({ type: "error", id: "a" });
    world.pass(60_000);
    expect(status()).toBe("open");
  });

  test("writing on does not put the deadline of the oldest frame off", () => {
    connection.start();
    welcome();
    connection.send({ type: "say", id: "a" });
    world.pass(9_000);
    connection.send({ type: "say", id: "b" });
    world.pass(1_000);
    expect(world.sockets[0]!.isClosed).toBe(true);
  });

  test("a forgotten frame is not sent again", () => {
    connection.send({ type: "say", id: "a" });
    connection.forget("a");
    connection.start();
    welcome();
    expect(sent()).toEqual(["hello"]);
  });
});

describe("back-off", () => {
  test("doubles from half a second to thirty, with full jitter", () => {
    random = 0.999999;
    connection.start();
    const ceilings: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      world.server.break(1006);
      const delay = connection.state.retryAt! - world.timers.now();
      ceilings.push(Math.round(delay));
      world.pass(delay);
    }
    expect(ceilings).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  });

  test("jitter may choose no delay at all", () => {
    random = 0;
    connection.start();
    world.server.break(1012);
    expect(connection.state.retryAt).toBe(world.timers.now());
  });

  test("with too many connections it waits as long as it is told, and the jitter on top", () => {
    connection.start();
    world.server.accept();
    world.server.say({ type: "error", code: "too_many", message: "no", id: null, retry_after: 10 });
    world.server.break(4429);
    expect(status()).toBe("waiting");
    world.pass(10_249);
    expect(world.sockets).toHaveLength(1);
    world.pass(1);
    expect(world.sockets).toHaveLength(2);
    world.server.break(1006);
    world.pass(500);
    expect(world.sockets).toHaveLength(3);
  });

  test.each([1012, 1013])("after %i it comes back by itself", (code) => {
    connection.start();
    welcome();
    world.server.break(code);
    world.pass(250);
    expect(world.sockets).toHaveLength(2);
  });

  test("begins anew after a welcome", () => {
    random = 0.999999;
    connection.start();
    for (let n = 0; n < 5; n += 1) {
      world.server.break(1006);
      connection.retryNow();
    }
    welcome();
    world.server.break(1001);
    expect(Math.round(connection.state.retryAt! - world.timers.now())).toBe(500);
    expect(connection.state).toMatchObject({ status: "waiting", attempt: 1, code: 1001 });
  });

  test("a socket that opens but never welcomes is given up", () => {
    connection.start();
    world.server.accept();
    world.pass(10_000);
    expect(status()).toBe("waiting");
  });

  test("tries at once when told, and when the device wakes or is online again", () => {
    connection.start();
    world.server.break(1006);
    connection.retryNow();
    expect(world.sockets).toHaveLength(2);
    world.server.break(1006);
    world.signals!.wake();
    expect(world.sockets).toHaveLength(3);
  });

  test("the retry that was planned does not come on top of one made by hand", () => {
    connection.start();
    world.server.break(1006);
    connection.retryNow();
    world.pass(5_000);
    expect(world.sockets).toHaveLength(2);
  });

  test("waking with a fresh socket changes nothing, with one long silent it renews it", () => {
    connection.start();
    welcome();
    world.signals!.wake();
    expect(world.sockets).toHaveLength(1);
    world.pass(60_000);
    world.signals!.wake();
    expect(world.sockets).toHaveLength(2);
    expect(world.sockets[0]!.isClosed).toBe(true);
  });

  test("a device that says it is offline is believed", () => {
    connection.start();
    welcome();
    world.signals!.offline();
    expect(status()).toBe("waiting");
  });
});

test("a socket that the page's rules forbid is a socket that was lost", () => {
  const forbidden = new Connection<Frame, Frame>({
    url: "ws://desk.example/ws/customer",
    hello: () => ({ type: "hello" }),
    onFrame: () => undefined,
    onState: () => undefined,
    socket: () => {
      throw new DOMException("an insecure socket on a secure page", "SecurityError");
    },
    timers: world.timers,
    listen: world.listen,
  });
  forbidden.start();
  expect(forbidden.state.status).toBe("waiting");
});

describe("final closes", () => {
  test.each([4400, 4401])("after %i it does not come back by itself", (code) => {
    connection.start();
    world.server.accept();
    world.server.break(code);
    expect(connection.state).toMatchObject({ status: "closed", code });
    world.pass(120_000);
    world.signals!.wake();
    expect(world.sockets).toHaveLength(1);
  });

  test("after 4401 it comes back when started, with a new hello and what was pending", () => {
    connection.start();
    welcome();
    connection.send({ type: "say", id: "a" });
    world.server.break(4401);
    connection.start();
    welcome();
    expect(sent()).toEqual(["hello", "a"]);
  });

  test("stop closes the socket, listens no more and keeps the outbox", () => {
    connection.start();
    welcome();
    connection.send({ type: "say", id: "a" });
    connection.stop();
    expect(world.server.isClosed).toBe(true);
    expect(world.signals).toBeNull();
    expect(connection.pending).toHaveLength(1);
    world.pass(120_000);
    expect(world.sockets).toHaveLength(1);
  });

  test("a socket that was dropped is not heard any more", () => {
    connection.start();
    const old = world.server;
    welcome();
    connection.stop();
    old.say({ type: "tip" });
    old.break(1006);
    expect(heard).toEqual([{ type: "welcome" }]);
    expect(status()).toBe("closed");
  });
});
