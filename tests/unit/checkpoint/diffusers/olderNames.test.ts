import { expect, test } from "vitest";
import { withoutOlderNames } from "#checkpoint/diffusers/olderNames.ts";

const matrix = { shape: [1, 2], values: Float32Array.of(1, 2) };
const convolution = { ...matrix, shape: [1, 2, 1, 1] };

test("attention's older names become the newer ones, whatever lies around them", () => {
  const names = [
    "mid_block.attentions.0.query.weight",
    "down_blocks.1.attentions.12.key.bias",
    "up_blocks.0.attentions.1.value.weight",
    "mid_block.attentions.0.proj_attn.bias",
    "mid_block.attentions.0.group_norm.weight",
    "query.weight",
    "mid_block.resnets.0.key.weight",
    "mid_block.attentions.0.query.weight.more",
  ];
  expect([...withoutOlderNames(new Map(names.map((name) => [name, matrix]))).keys()]).toEqual([
    "mid_block.attentions.0.to_q.weight",
    "down_blocks.1.attentions.12.to_k.bias",
    "up_blocks.0.attentions.1.to_v.weight",
    "mid_block.attentions.0.to_out.0.bias",
    ...names.slice(4),
  ]);
});

test("a convolution of one pixel is a matrix in attention, and there alone", () => {
  const tensors = new Map([
    ["mid_block.attentions.0.to_q.weight", convolution],
    ["mid_block.attentions.0.proj_attn.weight", convolution],
    ["mid_block.resnets.0.conv_shortcut.weight", convolution],
    ["mid_block.attentions.0.to_k.weight", { ...matrix, shape: [1, 1, 1, 2] }],
  ]);
  const shapes = [...withoutOlderNames(tensors).values()].map(({ shape }) => shape);
  expect(shapes).toEqual([
    [1, 2],
    [1, 2],
    [1, 2, 1, 1],
    [1, 1, 1, 2],
  ]);
});

test("a layer under both names is refused", () => {
  const tensors = new Map([
    ["mid_block.attentions.0.query.weight", matrix],
    ["mid_block.attentions.0.to_q.weight", matrix],
  ]);
  expect(() => withoutOlderNames(tensors)).toThrow(
    'tensor "mid_block.attentions.0.to_q.weight" is there twice, once by an older name.',
  );
});
