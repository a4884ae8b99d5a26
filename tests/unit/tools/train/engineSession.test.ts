import { afterEach, expect, test } from "vitest";
import type { EngineEvent } from "#protocol/event.ts";
import { EngineFailure, EngineSession } from "../../../../tools/train/engineSession.ts";
import { nodeSource } from "../../../fixtures/nodeSource.ts";
import { tinyRequest } from "../../../fixtures/tinyRun.ts";

let session: EngineSession;
afterEach(() => session.close());

test("commands are answered by events, which everybody hears", async () => {
  const heard: EngineEvent["type"][] = [];
  session = new EngineSession(nodeSource, ({ type }) => heard.push(type));
  session.send({ type: "open", backends: ["cpu"], dataUrl: "" });
  expect((await session.next("ready")).device.backend).toBe("cpu");
  session.send({ type: "sample", run: 1, request: tinyRequest });
  const last = session.next("denoised", ({ t }) => t === 8);
  expect(await session.next("samplingStarted")).toMatchObject({ run: 1 });
  expect((await last).xt).toHaveLength(2 * 8 * 8 * 3);
  expect(heard.slice(0, 2)).toEqual(["ready", "samplingStarted"]);
});

test("a failure ends every wait, present and to come", async () => {
  session = new EngineSession(nodeSource, () => undefined);
  session.send({ type: "pause", run: 7 });
  const waits = [session.next("paused"), session.next("ready")];
  for (const wait of waits) await expect(wait).rejects.toThrow(EngineFailure);
  await expect(session.next("paused")).rejects.toThrow("run 7 is no training run of this engine");
});
