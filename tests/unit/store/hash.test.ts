import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choiceSpecs, defaultChoices } from "#store/choices.ts";
import type { ChoiceKey, Choices } from "#store/choices.ts";
import { decodeHash, encodeHash } from "#store/hash.ts";
import { legalChoices as putRight } from "#store/legalChoices.ts";

describe("hash", () => {
  test("defaults give an empty hash, and an empty hash gives the defaults", () => {
    expect(encodeHash(defaultChoices())).toBe("");
    expect(decodeHash("")).toEqual({ choices: defaultChoices(), notes: [] });
  });

  test("any legal choices survive the round trip without a note", () => {
    fc.assert(
      fc.property(legalChoices(), (choices) => {
        const { choices: decoded, notes } = decodeHash(`#${encodeHash(choices)}`);
        expect(decoded).toEqual(choices);
        expect(notes).toEqual([]);
      }),
    );
  });

  test("numbers out of range are clamped and noted", () => {
    const { choices, notes } = decodeHash("#batch=9999&T=3&lr=-1");
    expect(choices).toMatchObject({ batch: 256, T: 10, lr: 1e-6 });
    expect(notes).toContainEqual({ reason: "clamped", key: "batch", value: "9999", used: "256" });
    expect(notes).toContainEqual({ reason: "clamped", key: "T", value: "3", used: "10" });
  });

  test("words that are no choice, numbers that are none, and unknown keys are named", () => {
    const { choices, notes } = decodeHash("#room=attic&t=abc&clip=maybe&colour=red&seed=");
    expect(choices).toEqual(defaultChoices());
    expect(notes.map(({ reason, key }) => [reason, key])).toEqual([
      ["invalid", "room"],
      ["invalid", "t"],
      ["invalid", "clip"],
      ["unknown", "colour"],
      ["invalid", "seed"],
    ]);
  });

  test("keys of Object.prototype are unknown keys", () => {
    const { choices, notes } = decodeHash("#__proto__=1&constructor=2&sampler.toString=1");
    expect(choices).toEqual(defaultChoices());
    expect(notes.map(({ reason }) => reason)).toEqual(["unknown", "unknown", "unknown"]);
  });

  test("a shorter T takes the default positions along silently, a linked one with a note", () => {
    expect(decodeHash("#T=100")).toMatchObject({
      choices: { T: 100, t: 100, dt: 100, steps: 100 },
      notes: [],
    });
    expect(decodeHash("#T=100&t=300").notes).toEqual([
      { reason: "clamped", key: "t", value: "300", used: "100" },
    ]);
  });

  test("eps cannot be predicted where x_T is nothing else: v takes its place", () => {
    expect(decodeHash("#zeroSnr=1")).toMatchObject({ choices: { predicts: "v", zeroSnr: true }, notes: [] });
    expect(decodeHash("#zeroSnr=1&predicts=x0")).toMatchObject({ choices: { predicts: "x0" }, notes: [] });
  });

  test("another version is noted, keys of the reader's own are not", () => {
    expect(decodeHash("#v=2&lang=zh", ["lang"]).notes).toEqual([
      { reason: "version", key: "v", value: "2", used: "1" },
    ]);
  });

  test("parameters of the chosen plug-in are read and clamped to its range", () => {
    const { choices, notes } = decodeHash(
      "#schedule=cosine&schedule.offset=0.02&sampler=ddim&sampler.eta=7&schedule.x=1",
    );
    expect(choices.scheduleParams).toEqual({ offset: 0.02 });
    expect(choices.samplerParams).toEqual({ eta: 1 });
    expect(notes.map(({ reason, key }) => [reason, key])).toEqual([
      ["unknown", "schedule.x"],
      ["clamped", "sampler.eta"],
    ]);
  });

  test("a link of a megabyte is not read to its end", () => {
    const { notes } = decodeHash(`#${Array.from({ length: 20_000 }, (_, k) => `key${k}=1`).join("&")}`);
    expect(notes.length).toBeLessThan(1000);
  });

  test("no text makes it throw or leave a range", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { choices } = decodeHash(text);
        expect(decodeHash(encodeHash(choices)).notes).toEqual([]);
      }),
    );
  });
});

function legalChoices(): fc.Arbitrary<Choices> {
  const values = Object.fromEntries(
    (Object.keys(choiceSpecs) as ChoiceKey[]).map((key): [ChoiceKey, fc.Arbitrary<unknown>] => {
      const spec = choiceSpecs[key];
      if (spec.kind === "option") return [key, fc.constantFrom<string>(...spec.values)];
      if (spec.kind === "flag") return [key, fc.boolean()];
      if (spec.kind === "whole") return [key, fc.integer({ min: spec.min, max: spec.max })];
      return [key, fc.double({ min: spec.min, max: spec.max, noNaN: true })];
    }),
  );
  return fc.record(values).map((record) => {
    const choices = record as unknown as Choices;
    const clamp = (value: number) => Math.min(value, choices.T);
    return putRight({
      ...choices,
      t: clamp(choices.t),
      dt: clamp(choices.dt),
      steps: clamp(choices.steps),
      sampleSteps: clamp(choices.sampleSteps),
      scheduleParams: {},
      samplerParams: {},
    });
  });
}
