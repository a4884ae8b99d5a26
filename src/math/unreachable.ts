/** Ends a switch over a closed union: a forgotten case no longer compiles, and a message from outside is named. */
export function unreachable(value: never): never {
  throw new TypeError(`unexpected value ${JSON.stringify(value)}`);
}
