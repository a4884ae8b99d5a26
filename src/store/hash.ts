import { samplers } from "#diffusion/samplers/index.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import type { ParamSpecs } from "#math/params.ts";
import type { ChoiceSpec, Choices } from "./choices.ts";
import { choiceSpecs, defaultChoices } from "./choices.ts";
import { legalChoices } from "./legalChoices.ts";

/** Counts up when the meaning of a key changes, so that an old link can be told from a broken one. */
const HASH_VERSION = 1;

/** Something in a link that could not be taken as it stood, and what was done instead. */
export interface HashNote {
  readonly reason: "unknown" | "clamped" | "invalid" | "version";
  readonly key: string;
  readonly value: string;
  readonly used: string;
}

const specs: Readonly<Record<string, ChoiceSpec>> = choiceSpecs;
/** No link of this page is nearly as long; the rest of a longer one is not read. */
const LONGEST_HASH = 4000;

const SCHEDULE_PREFIX = "schedule.";
const SAMPLER_PREFIX = "sampler.";

/** The choices that differ from their defaults, as `v=1&t=300&sampler=ddim`. Empty when nothing differs. */
export function encodeHash(choices: Choices): string {
  const hash = new URLSearchParams();
  for (const [key, spec] of Object.entries(specs)) {
    const value = choices[key as keyof typeof choiceSpecs];
    if (value !== spec.default)
      hash.set(key, typeof value === "boolean" ? (value ? "1" : "0") : String(value));
  }
  for (const [name, value] of Object.entries(choices.scheduleParams))
    hash.set(SCHEDULE_PREFIX + name, String(value));
  for (const [name, value] of Object.entries(choices.samplerParams))
    hash.set(SAMPLER_PREFIX + name, String(value));
  if (hash.size > 0) hash.set("v", String(HASH_VERSION));
  return hash.toString();
}

/** Choices out of a link. Unknown keys are skipped, values out of range are clamped, and each is noted. */
export function decodeHash(
  text: string,
  ignored: readonly string[] = [],
): { choices: Choices; notes: HashNote[] } {
  const notes: HashNote[] = [];
  const values: Record<string, unknown> = { ...defaultChoices() };
  const params: [key: string, raw: string][] = [];
  for (const [key, raw] of new URLSearchParams(text.slice(0, LONGEST_HASH).replace(/^#/, ""))) {
    const spec = Object.hasOwn(specs, key) ? specs[key] : undefined;
    if (spec) values[key] = parse(key, raw, spec, notes);
    else if (key.startsWith(SCHEDULE_PREFIX) || key.startsWith(SAMPLER_PREFIX)) params.push([key, raw]);
    else if (key === "v") checkVersion(raw, notes);
    else if (!ignored.includes(key)) notes.push({ reason: "unknown", key, value: raw, used: "" });
  }
  const choices = values as Choices;
  const legal = legalChoices(choices);
  if (legal.px !== choices.px)
    notes.push({ reason: "clamped", key: "px", value: choices.px, used: legal.px });
  return {
    choices: {
      ...clampToT(legal, notes),
      scheduleParams: parseParams(SCHEDULE_PREFIX, params, schedules.get(choices.schedule)?.params, notes),
      samplerParams: parseParams(SAMPLER_PREFIX, params, samplers.get(choices.sampler)?.params, notes),
    },
    notes,
  };
}

function parse(key: string, raw: string, spec: ChoiceSpec, notes: HashNote[]): string | number | boolean {
  switch (spec.kind) {
    case "option":
      if (spec.values.includes(raw)) return raw;
      notes.push({ reason: "invalid", key, value: raw, used: spec.default });
      return spec.default;
    case "flag":
      if (raw === "1" || raw === "0") return raw === "1";
      notes.push({ reason: "invalid", key, value: raw, used: spec.default ? "1" : "0" });
      return spec.default;
    case "whole":
    case "real":
      return parseNumber(key, raw, spec, spec.kind === "whole", notes);
  }
}

function parseNumber(
  key: string,
  raw: string,
  range: { readonly min: number; readonly max: number; readonly default: number },
  isWhole: boolean,
  notes: HashNote[],
): number {
  const number = raw.trim() === "" ? Number.NaN : Number(raw);
  if (Number.isNaN(number)) {
    notes.push({ reason: "invalid", key, value: raw, used: String(range.default) });
    return range.default;
  }
  const legal = Math.min(range.max, Math.max(range.min, isWhole ? Math.round(number) : number));
  if (legal !== number) notes.push({ reason: "clamped", key, value: raw, used: String(legal) });
  return legal;
}

/** Timesteps and sampling steps cannot exceed T; the defaults follow a shorter T silently, a link's own values with a note. */
function clampToT(choices: Choices, notes: HashNote[]): Choices {
  const clamped: Record<string, number> = {};
  for (const key of ["t", "dt", "steps", "sampleSteps"] as const) {
    if (choices[key] <= choices.T) continue;
    clamped[key] = choices.T;
    if (choices[key] !== choiceSpecs[key].default) {
      notes.push({ reason: "clamped", key, value: String(choices[key]), used: String(choices.T) });
    }
  }
  return { ...choices, ...clamped };
}

function parseParams(
  prefix: string,
  entries: readonly (readonly [key: string, raw: string])[],
  paramSpecs: ParamSpecs | undefined,
  notes: HashNote[],
): Record<string, number> {
  const params: Record<string, number> = {};
  for (const [key, raw] of entries) {
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    const spec = paramSpecs && Object.hasOwn(paramSpecs, name) ? paramSpecs[name] : undefined;
    if (!spec) notes.push({ reason: "unknown", key, value: raw, used: "" });
    else params[name] = parseNumber(key, raw, spec, false, notes);
  }
  return params;
}

function checkVersion(raw: string, notes: HashNote[]): void {
  if (raw !== String(HASH_VERSION))
    notes.push({ reason: "version", key: "v", value: raw, used: String(HASH_VERSION) });
}
