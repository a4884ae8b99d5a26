import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { EngineEvent } from "#protocol/event.ts";

/** A worker's global scope, as far as the worker uses it. */
class Scope extends EventTarget {
  readonly posted: EngineEvent[] = [];

  postMessage(event: EngineEvent): void {
    this.posted.push(event);
  }
}

const scope = new Scope();

beforeAll(async () => {
  vi.stubGlobal("self", scope);
  await import("#worker/engineWorker.ts");
});
beforeEach(() => {
  scope.posted.length = 0;
});

test("a message goes to the engine, whose answer is posted", () => {
  scope.dispatchEvent(new MessageEvent("message", { data: { type: "dance" } }));
  expect(scope.posted).toMatchObject([{ type: "failed", run: null, fatal: false }]);
});

test("an error that nobody caught is fatal", () => {
  scope.dispatchEvent(Object.assign(new Event("error"), { message: "out of memory" }));
  expect(scope.posted).toEqual([
    { type: "failed", run: null, name: "UncaughtError", message: "out of memory", fatal: true },
  ]);
});

test("a rejection that nobody handled is fatal", () => {
  scope.dispatchEvent(
    Object.assign(new Event("unhandledrejection"), { reason: new TypeError("no such thing") }),
  );
  expect(scope.posted).toEqual([
    { type: "failed", run: null, name: "UncaughtError", message: "TypeError: no such thing", fatal: true },
  ]);
});
