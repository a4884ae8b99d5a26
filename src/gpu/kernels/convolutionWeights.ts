import type { Columns, Term } from "./convolutionColumns.ts";
import { swapped } from "./quad.ts";
import { component, lines, range } from "./unroll.ts";

/** What decides the code between the loads of the source and the sums. */
export interface Unrolling {
  readonly sourceWidth: 1 | 4;
  readonly resultWidth: 1 | 4;
  readonly groups: number;
  readonly columns: Columns;
  readonly isShared: boolean;
}

/** How a thread comes by its weights, and what it does with them. */
interface Weights {
  load(shape: Unrolling, kernel: number, pixels: number): string;
  /** WGSL: the sum over the terms of pixel times weight, for group q. */
  multiply(shape: Unrolling, terms: readonly Term[], q: number): string;
}

/** A vector of weights, w<taps>_<d>_<q>, leads from channel d of the source's vector to group q of the result. */
export const forwardWeights: Weights = {
  load: (shape, kernel, pixels) => /* wgsl */ `
      let first = (tap * params.sourceChannels + k * ${shape.sourceWidth}${shape.isShared ? " + member" : ""}) * groupCount + firstGroup;
      let tapStride = params.sourceChannels * groupCount;
      ${loads(shape, kernel, pixels, shape.sourceWidth, (d, q) => `${d} * groupCount + ${q}`)}`,
  multiply: ({ sourceWidth }, terms, q) =>
    terms
      .flatMap(({ slot, taps }) =>
        range(sourceWidth).map(
          (d) => `${component(`x${slot}`, sourceWidth, d)} * w${taps.join("")}_${d}_${q}`,
        ),
      )
      .join(" + "),
};

/** A vector of weights, w<taps>_<c>_<q>, leads from the source's vector to channel c of group q of the result. */
export const backwardWeights: Weights = {
  load: (shape, kernel, pixels) => /* wgsl */ `
      let first = (tap * params.channels + firstGroup * ${shape.resultWidth}${shape.isShared ? " + member" : ""}) * vectors + k;
      let tapStride = params.channels * vectors;
      ${loads(shape, kernel, pixels, shape.resultWidth, (c, q) => `${q * shape.resultWidth + c} * vectors`)}`,
  multiply: ({ sourceWidth, resultWidth }, terms, q) => {
    const channels = range(resultWidth).map((c) =>
      terms
        .map(({ slot, taps }) => [`x${slot}`, `w${taps.join("")}_${c}_${q}`])
        .map(([x, w]) => (sourceWidth === 4 ? `dot(${x}, ${w})` : `${x} * ${w}`))
        .join(" + "),
    );
    return resultWidth === 4 ? `vec4f(${channels.join(", ")})` : channels.join("");
  },
};

/** Loads, for every group and each of `count` channels, the weights of all taps; with sharing one of four, and swaps. */
function loads(
  { columns, groups, isShared }: Unrolling,
  kernel: number,
  pixels: number,
  count: number,
  offset: (channel: number, q: number) => string,
): string {
  const used = range(pixels).flatMap((p) => columns.terms(p).map(({ taps }) => taps));
  const sets = [...new Map(used.map((taps) => [taps.join(""), taps])).values()];
  const group = (channel: number) => (q: number) =>
    [
      lines(
        range(kernel),
        (j) => `let w${j}_${channel}_${q} = weight[first + ${j} * tapStride + ${offset(channel, q)}];`,
      ),
      lines(
        sets.filter(({ length }) => length > 1),
        (taps) =>
          `let w${taps.join("")}_${channel}_${q} = ${taps.map((j) => `w${j}_${channel}_${q}`).join(" + ")};`,
      ),
      isShared
        ? lines(sets, (taps) =>
            lines(
              [1, 2, 3],
              (t) => `let w${taps.join("")}_${t}_${q} = ${swapped(`w${taps.join("")}_0_${q}`, t)};`,
            ),
          )
        : "",
    ].join("\n");
  return lines(isShared ? [0] : range(count), (channel) => lines(range(groups), group(channel)));
}
