import { CheckpointError, remedy } from "../checkpointError.ts";
import type { Tensor } from "../safetensors.ts";
import { shown } from "../shown.ts";

const parts: Readonly<Record<string, string>> = {
  query: "to_q",
  key: "to_k",
  value: "to_v",
  proj_attn: "to_out.0",
};
const older = /\b(attentions\.\d+)\.(query|key|value|proj_attn)\.(weight|bias)$/;
const linear = /\battentions\.\d+\.(?:to_[qkv]|to_out\.0)\.weight$/;

/**
 * A state dict with attention's layers as diffusers calls them since 0.15, and as matrices [out,in]: before, they were `query`,
 * `key`, `value` and `proj_attn`, and other programs have them as convolutions [out,in,1,1] of the same numbers.
 *
 * @throws {CheckpointError} when a layer is there under both names.
 */
export function withoutOlderNames(tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  const renamed = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const newer = name.replace(
      older,
      (_, block: string, part: string, kind: string) => `${block}.${parts[part] ?? part}.${kind}`,
    );
    if (renamed.has(newer)) {
      throw new CheckpointError(`tensor ${shown(newer)} is there twice, once by an older name. ${remedy}`);
    }
    renamed.set(newer, linear.test(newer) ? asMatrix(tensor) : tensor);
  }
  return renamed;
}

function asMatrix({ shape, values }: Tensor): Tensor {
  const isConvolution = shape.length === 4 && shape[2] === 1 && shape[3] === 1;
  return { shape: isConvolution ? shape.slice(0, 2) : shape, values };
}
