/** What a plug-in is called on the page, in both languages. */
export interface Label {
  readonly en: string;
  readonly zh: string;
}

/**
 * Parameters that a plug-in declares: the UI draws a control from each, the URL stores the values that differ from the
 * default, and the plug-in receives plain numbers.
 */
export interface ParamSpec {
  readonly label: Label;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  /** Step of the control; continuous where it is left out. */
  readonly step?: number;
  /** Values that have a name of their own, ascending: marks on a slider, or named choices where space is short. */
  readonly marks?: readonly { readonly value: number; readonly label: Label }[];
}

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

export type ParamValues<S extends ParamSpecs = ParamSpecs> = { readonly [K in keyof S]: number };

/** The values a plug-in gets when nothing was chosen. */
export function defaultParams<S extends ParamSpecs>(specs: S): ParamValues<S> {
  return resolveParams(specs, {});
}

/**
 * Chosen values over defaults; keys the specs do not know are dropped.
 *
 * @throws {RangeError} when a value is not finite or leaves its range; the message names the parameter and the range.
 */
export function resolveParams<S extends ParamSpecs>(
  specs: S,
  chosen: Readonly<Record<string, number>>,
): ParamValues<S> {
  const resolved: Record<string, number> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = chosen[name] ?? spec.default;
    if (!(value >= spec.min && value <= spec.max)) {
      throw new RangeError(`${name} = ${value} is outside ${spec.min}..${spec.max}`);
    }
    resolved[name] = value;
  }
  // The loop has set every key of `specs`, which a type cannot see.
  return resolved as ParamValues<S>;
}
