import { at } from "#math/at.ts";
import type { GroupNormShape } from "#gpu/kernels/groupNorm.ts";
import { groupNorm } from "#gpu/kernels/groupNorm.ts";
import { groupNormGradient } from "#gpu/kernels/groupNormGradient.ts";
import { paddedSize } from "#gpu/kernels/padding.ts";
import type { Attributes, Kernel, Shape4 } from "./kernel.ts";
import { at4, given, run } from "./kernel.ts";
import { sumOf } from "./partials.ts";

/** GroupNorm with or without SiLU; its second result are the statistics that the gradient needs. */
export const groupNormOp: Kernel = {
  name: "GroupNorm",
  run: (backend, { x, gamma, beta }, attributes) => {
    const { groups, epsilon, silu } = read(attributes);
    const [y, statistics] = [backend.empty(at4(x)), backend.empty([at4(x)[0], groups, 2])];
    const launch = groupNorm(groupNormShape(at4(x), groups), epsilon, { silu }, backend.tiles.lanes);
    backend.launch(launch, [y, statistics, given(x), given(gamma), given(beta)]);
    return [y, statistics];
  },
  gradient: {
    saves: { inputs: ["x", "gamma", "beta"], outputs: [false, true] },
    run: (dy, saved, attributes) => {
      const [x, gamma, beta, statistics] = [at(saved, 0), at(saved, 1), at(saved, 2), at(saved, 3)];
      const gradients = run("GroupNormGradient", { dy, x, statistics, gamma, beta }, attributes);
      return { x: () => at(gradients, 0), gamma: () => at(gradients, 1), beta: () => at(gradients, 2) };
    },
  },
};

export const groupNormGradientOp: Kernel = {
  name: "GroupNormGradient",
  run: (backend, { dy, x, statistics, gamma, beta }, attributes) => {
    const { groups, silu } = read(attributes);
    const [B, , , C] = at4(x);
    const shape = groupNormShape(at4(x), groups);
    const dx = backend.empty(at4(x));
    const partials = backend.empty([2, paddedSize(B * C)]);
    const launchWith = (addend: boolean) => groupNormGradient(shape, { silu, addend }, backend.tiles.lanes);
    const tensors = [dx, partials, given(dy), given(x), given(statistics), given(gamma), given(beta)];
    backend.launch(launchWith(false), tensors, { withAddend: () => launchWith(true) });
    const dgamma = sumOf(backend, partials, 0, B, [C]);
    const dbeta = sumOf(backend, partials, paddedSize(B * C), B, [C]);
    backend.disposeData(partials.dataId);
    return [dx, dgamma, dbeta];
  },
};

function groupNormShape([batch, height, width, channels]: Shape4, groups: number): GroupNormShape {
  return { batch, pixels: height * width, channels, groups };
}

function read(attributes: Attributes) {
  return attributes as { readonly groups: number; readonly epsilon: number; readonly silu: boolean };
}
