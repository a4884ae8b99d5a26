import { createServer } from "node:net";

const usual = 4173;

/**
 * The port that `PORT` asks for.
 *
 * @param {string | undefined} text
 * @throws {RangeError} when it is not a whole number in 1..65535.
 */
export function parsePort(text) {
  if (text === undefined || text === "") return usual;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new RangeError(`PORT = ${text} is not a whole number in 1..65535`);
  }
  return port;
}

/**
 * The first port from `start` upwards that is free on this machine's own addresses.
 *
 * @param {number} start
 * @param {(port: number) => Promise<boolean>} isFree
 * @throws {RangeError} when there is none up to 65535.
 */
export async function freePort(start, isFree = isPortFree) {
  for (let port = start; port <= 65535; port++) {
    if (await isFree(port)) return port;
  }
  throw new RangeError(`no port in ${start}..65535 is free`);
}

/**
 * "localhost" may mean either address, so both must be free. An address that this machine lacks is no obstacle.
 *
 * @param {number} port
 */
async function isPortFree(port) {
  return (await isAddressFree(port, "127.0.0.1")) && (await isAddressFree(port, "::1"));
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function isAddressFree(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve(error.code !== "EADDRINUSE" && error.code !== "EACCES"),
    );
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}
