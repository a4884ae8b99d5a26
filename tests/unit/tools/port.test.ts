import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePort, parsePort } from "../../../tools/port.mjs";

test("the usual port is 4173, and PORT changes it", () => {
  expect(parsePort(undefined)).toBe(4173);
  expect(parsePort("")).toBe(4173);
  expect(parsePort("8080")).toBe(8080);
});

test.for(["0", "65536", "-1", "80.5", "http", "1e3", "0x50", " 80"])(
  "PORT = %s is refused with its value and the range",
  (text) => {
    expect(() => parsePort(text)).toThrow(new RangeError(`PORT = ${text} is not a whole number in 1..65535`));
  },
);

test("taken ports are passed over", async () => {
  expect(await freePort(5000, async (port) => port >= 5003)).toBe(5003);
});

test("no free port at all is an error", async () => {
  await expect(freePort(65534, async () => false)).rejects.toThrow("no port in 65534..65535 is free");
});

test("a port that somebody listens on is not free", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : 0;
  expect(await freePort(taken)).toBeGreaterThan(taken);
  await new Promise((resolve) => server.close(resolve));
});
