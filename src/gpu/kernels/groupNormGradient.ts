import type { GroupNormOptions, GroupNormShape } from "./groupNorm.ts";
import { beginGroup, eachColumn, eachRow, groupNormParams, groupNormTasks } from "./groupNorm.ts";
import type { Lanes } from "./lanes.ts";
import { beginRaster, beginTask, laneSum, rowSum } from "./lanes.ts";
import { paddedSize } from "./padding.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { siluFunctions } from "./silu.ts";

/**
 * Gradient of `groupNorm`. With xHat = (x - mean) scale and dz = dy, or dy silu'(gamma xHat + beta), for each image
 *
 *     dbeta_c = sum_pixels dz            m_1 = sum_c gamma_c dbeta_c / size
 *     dgamma_c = sum_pixels dz xHat      m_2 = sum_c gamma_c dgamma_c / size
 *     dx = scale (gamma dz - m_1 - xHat m_2) (+ addend)
 *
 * Buffers: dx [B,H,W,C], partials [2,P] (dgamma [B,C], then dbeta [B,C], P = paddedSize(B C)), dy, x [B,H,W,C],
 * statistics [B,G,2], gamma [C], beta [C], (addend [B,H,W,C]).
 */
export function groupNormGradient(
  shape: GroupNormShape,
  options: GroupNormOptions & { readonly addend: boolean },
  lanes: Lanes = 128,
): Launch {
  const { vector, grid, params } = groupNormTasks(shape, lanes);
  const { element, width } = vector;
  const { silu, addend } = options;
  return {
    shader: shader({
      name: silu ? "groupNormSiluGradient" : "groupNormGradient",
      buffers: {
        dx: write(element),
        partials: write(element),
        dy: read(element),
        x: read(element),
        statistics: read("f32"),
        gamma: read(element),
        beta: read(element),
        ...(addend && { addend: read(element) }),
      },
      params: { ...groupNormParams, partialSize: "u32" },
      workgroupSize: grid.workgroupSize,
      declarations: vector.declarations + siluFunctions + laneSum(lanes) + rowSum(lanes),
      body: /* wgsl */ `${beginTask(lanes)}${beginGroup}${beginRaster}
  let mean = statistics[2u * task];
  let scale = statistics[2u * task + 1u];

  var along = V(0);
  var across = V(0);
  for (var base = 0u; base < params.span; base += params.columns) {
    let c = base + column;
    let isColumn = c < params.span;
    let slope = gamma[channel + c];
    let shift = beta[channel + c];
    var dgamma = V(0);
    var dbeta = V(0);
    for (var p = select(params.pixels, row, isColumn); p < params.pixels; p += params.rows) {
      let i = first + p * params.stride + c;
      let xHat = (x[i] - mean) * scale;
      let dz = dy[i]${silu ? " * siluSlope(xHat * slope + shift)" : ""};
      dgamma += dz * xHat;
      dbeta += dz;
    }
    dgamma = rowSum(dgamma, member, params.rows, params.columns);
    dbeta = rowSum(dbeta, member, params.rows, params.columns);
    if (row == 0u && isColumn) {
      let slot = task / params.groupCount * params.stride + channel + c;
      partials[slot] = dgamma;
      partials[params.partialSize + slot] = dbeta;
      across += slope * dbeta;
      along += slope * dgamma;
    }
  }
  let m1 = laneSum(total(across), member) / params.size;
  let m2 = laneSum(total(along), member) / params.size;

  ${eachColumn} {
    let slope = gamma[channel + c];
    let shift = beta[channel + c];
    ${eachRow} {
      let i = first + p * params.stride + c;
      let xHat = (x[i] - mean) * scale;
      let dz = dy[i]${silu ? " * siluSlope(xHat * slope + shift)" : ""};
      dx[i] = scale * (slope * dz - m1 - xHat * m2)${addend ? " + addend[i]" : ""};
    }
  }`,
    }),
    params: { ...params, partialSize: paddedSize(shape.batch * shape.channels) / width },
    workgroups: grid.workgroups,
  };
}
