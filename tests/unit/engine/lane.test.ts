import { expect, test } from "vitest";
import type { Job, Work } from "#engine/lane.ts";
import { Lane } from "#engine/lane.ts";
import { nextTask } from "#engine/nextTask.ts";

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await nextTask();
}

/** Writes its letter for each piece; `pieces` says whether each one leaves it busy or idle. */
function job(letter: string, diary: string[], pieces: ("busy" | "sharing" | "idle")[]): Job {
  async function* work(): Work {
    try {
      for (const piece of pieces) {
        if (piece !== "idle") diary.push(letter);
        yield piece;
      }
    } finally {
      diary.push(`${letter} ends`);
    }
  }
  return { work: work() };
}

test("the foremost job goes first, and the next one when it is over", async () => {
  const diary: string[] = [];
  const lane = new Lane();
  lane.addLast(job("training", diary, ["busy", "busy"]));
  lane.addFirst(job("sampling", diary, ["busy", "busy"]));
  await settle();
  // The lane was asleep when training came, so that its first piece was in hand already.
  expect(diary).toEqual(["training", "sampling", "sampling", "sampling ends", "training", "training ends"]);
});

test("a job is put last, or before the one that it is to precede, if that is there", async () => {
  const diary: string[] = [];
  const lane = new Lane();
  const follower = job("b", diary, ["busy"]);
  lane.addLast(job("a", diary, ["busy"]));
  lane.addLast(follower);
  lane.addLast(job("c", diary, ["busy"]), follower);
  lane.addLast(job("d", diary, ["busy"]), job("elsewhere", diary, []));
  await settle();
  expect(diary.filter((entry) => entry.length === 1)).toEqual(["a", "c", "b", "d"]);
});

test("an idle job leaves its turns to the others until a command wakes the lane", async () => {
  const diary: string[] = [];
  const lane = new Lane();
  lane.addLast(job("a", diary, ["busy", "idle", "busy"]));
  await settle();
  expect(diary).toEqual(["a"]);
  lane.wake();
  await settle();
  expect(diary).toEqual(["a", "a", "a ends"]);
});

test("a job that shares takes turns with the one behind it, and all of them when that one is idle", async () => {
  const diary: string[] = [];
  const lane = new Lane();
  lane.addLast(job("b", diary, ["busy", "busy", ...Array(10).fill("idle")]));
  lane.addFirst(job("a", diary, Array(4).fill("sharing")));
  await settle();
  expect(diary).toEqual(["b", "a", "b", "a", "a", "a", "a ends"]);
});

test("a job that is removed while another shares its turn is not asked again", async () => {
  const diary: string[] = [];
  const lane = new Lane();
  const behind = job("b", diary, Array(50).fill("busy"));
  lane.addLast(job("a", diary, Array(3).fill("sharing")));
  lane.addLast(behind);
  await nextTask();
  await lane.remove(behind);
  const before = diary.filter((letter) => letter === "b").length;
  await settle();
  expect(diary.filter((letter) => letter === "b")).toHaveLength(before);
  expect(diary.at(-1)).toBe("a ends");
});

test.each(["busy", "sharing"] as const)("between two pieces the thread listens: %s", async (piece) => {
  const diary: string[] = [];
  const lane = new Lane();
  lane.addLast(job("a", diary, Array(1000).fill(piece)));
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise((resolve) => port2.addEventListener("message", resolve));
  port2.start();
  port1.postMessage("pause");
  await heard;
  port1.close();
  expect(diary.length).toBeLessThan(1000);
});

test("a removed job frees what it holds, and says whether it was still alive", async () => {
  const diary: string[] = [];
  const lane = new Lane();
  const endless = job("a", diary, ["busy", ...Array(10).fill("idle")]);
  lane.addLast(endless);
  await settle();
  expect(await lane.remove(endless)).toBe(true);
  expect(diary).toEqual(["a", "a ends"]);
  expect(await lane.remove(endless)).toBe(false);
});
