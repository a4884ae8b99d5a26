import { Engine } from "#engine/engine.ts";
import { browserSource } from "#platform/browserSource.ts";
import type { EngineEvent } from "#protocol/event.ts";
import type { Port } from "#protocol/port.ts";
import { transferables } from "#protocol/transferables.ts";

/** Joins an engine to the page, and turns errors that nobody caught into fatal `failed` events. */
const port: Port<EngineEvent> = self;
const emit = (event: EngineEvent) => port.postMessage(event, transferables(event));
const engine = new Engine({ emit, createSource: browserSource });

self.addEventListener("error", ({ message }) => fail(message));
self.addEventListener("unhandledrejection", ({ reason }) => fail(String(reason)));
port.addEventListener("message", ({ data }) => engine.receive(data));

function fail(message: string): void {
  emit({ type: "failed", run: null, name: "UncaughtError", message, fatal: true });
}
