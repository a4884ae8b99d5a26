import { expect, test } from "vitest";
import { nextTask } from "#engine/nextTask.ts";

test("a message that waits already is heard first; a promise alone would not let it in", async () => {
  const { port1, port2 } = new MessageChannel();
  const heard: unknown[] = [];
  port2.addEventListener("message", ({ data }) => heard.push(data));
  port2.start();
  port1.postMessage("pause");
  await Promise.resolve();
  expect(heard).toEqual([]);
  await nextTask();
  expect(heard).toEqual(["pause"]);
  port1.close();
});

test("every promise that is settled by then has been followed up", async () => {
  const diary: string[] = [];
  const later = nextTask().then(() => diary.push("task"));
  let chain = Promise.resolve();
  for (let i = 0; i < 50; i++) chain = chain.then(() => undefined);
  await chain.then(() => diary.push("promises"));
  await later;
  expect(diary).toEqual(["promises", "task"]);
});
