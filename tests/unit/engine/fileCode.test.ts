import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EngineHarness } from "../../fixtures/engineHarness.ts";

const { fetched, connection } = vi.hoisted(() => {
  const fetched: string[] = [];
  return { fetched, connection: { isDown: true } };
});

vi.mock("#engine/modelFile.ts", async (original) => fetch("writer", original));
vi.mock("#engine/importedRun.ts", async (original) => fetch("reader", original));

async function fetch(name: string, original: () => Promise<object>): Promise<object> {
  fetched.push(name);
  if (connection.isDown) throw new Error("Failed to fetch");
  return original();
}

let engine: EngineHarness;

beforeEach(() => {
  vi.resetModules();
  fetched.length = 0;
  engine = new EngineHarness();
});
afterEach(() => engine.close());

test("without a connection nothing fails until they are needed; then it is said what to do", async () => {
  engine.open();
  await engine.next("ready");
  await engine.rest();
  expect(engine.all("failed")).toEqual([]);
  engine.train({}, { paused: true });
  await engine.next("started");
  engine.send({ type: "export", run: 3, training: 1, weights: "raw", format: "safetensors" });
  expect((await engine.next("exportFailed")).message).toMatch(
    /writes models could not be fetched .*: connect to the internet and try again; the network is kept/,
  );
  engine.send({ type: "import", run: 4, source: "a", files: [{ path: "a", bytes: new Uint8Array(1) }] });
  expect((await engine.next("importFailed")).problems).toEqual([
    expect.stringContaining("the part of the page that reads models could not be fetched"),
  ]);
});

test("what writes and reads models is fetched as soon as the device is ready, and not before", async () => {
  connection.isDown = false;
  expect(fetched).toEqual([]);
  engine.open();
  await engine.next("ready");
  await expect.poll(() => fetched).toEqual(["writer", "reader"]);
});
