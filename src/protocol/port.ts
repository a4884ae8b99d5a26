/**
 * The part of a Worker, a worker's global scope or a MessagePort that both ends need, so that a MessageChannel can join
 * them in a node test.
 */
export interface Port<Out> {
  postMessage(message: Out, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}
