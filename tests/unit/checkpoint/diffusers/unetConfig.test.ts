import fc from "fast-check";
import { expect, test } from "vitest";
import type { Findings } from "#checkpoint/diffusers/configReader.ts";
import { ConfigReader } from "#checkpoint/diffusers/configReader.ts";
import type { UnetShape } from "#checkpoint/diffusers/model.ts";
import { readUnetConfig, unetConfig } from "#checkpoint/diffusers/unetConfig.ts";
import { jsonBytes, model } from "../../../fixtures/diffusersModel.ts";

function read(config: unknown): { shape: UnetShape } & Findings {
  const findings: Findings = { problems: [], notes: [] };
  return {
    shape: readUnetConfig(new ConfigReader("unet/config.json", jsonBytes(config), findings)),
    ...findings,
  };
}

test("an unconditional network, key by key", () => {
  expect(unetConfig(model.unet)).toEqual({
    _class_name: "UNet2DModel",
    _diffusers_version: "0.30.0",
    act_fn: "silu",
    add_attention: true,
    attention_head_dim: null,
    attn_norm_num_groups: null,
    block_out_channels: [8, 16],
    center_input_sample: false,
    class_embed_type: null,
    down_block_types: ["DownBlock2D", "AttnDownBlock2D"],
    downsample_padding: 0,
    downsample_type: "conv",
    dropout: 0,
    flip_sin_to_cos: false,
    freq_shift: 1,
    in_channels: 3,
    layers_per_block: 1,
    mid_block_scale_factor: 1,
    norm_eps: 1e-6,
    norm_num_groups: 4,
    num_class_embeds: null,
    num_train_timesteps: null,
    out_channels: 3,
    resnet_time_scale_shift: "default",
    sample_size: 16,
    time_embedding_type: "positional",
    up_block_types: ["AttnUpBlock2D", "UpBlock2D"],
    upsample_type: "conv",
  });
});

test("a conditional grey network has one row more than classes", () => {
  const shape = { ...model.unet, imageChannels: 1, channels: [8, 12, 16], classes: 10 } as const;
  expect(unetConfig(shape)).toMatchObject({
    num_class_embeds: 11,
    in_channels: 1,
    out_channels: 1,
    down_block_types: ["DownBlock2D", "DownBlock2D", "AttnDownBlock2D"],
    up_block_types: ["AttnUpBlock2D", "UpBlock2D", "UpBlock2D"],
  });
});

test("what is written is read", () => {
  const shape = fc.record({
    imageSize: fc.constantFrom(8, 16, 24, 32),
    imageChannels: fc.constantFrom(1, 3),
    channels: fc.array(fc.constantFrom(8, 16, 24, 40), { minLength: 1, maxLength: 3 }),
    layers: fc.integer({ min: 1, max: 4 }),
    groups: fc.constantFrom(1, 4, 8),
    classes: fc.option(fc.integer({ min: 1, max: 1000 })),
  });
  fc.assert(
    fc.property(shape, (one) => {
      expect(read(unetConfig({ ...one, imageChannels: one.imageChannels === 1 ? 1 : 3 }))).toEqual({
        shape: one,
        problems: [],
        notes: [],
      });
    }),
  );
});

test.for([
  ["act_fn", "gelu", 'act_fn is "gelu", only "silu" works here'],
  [
    "_class_name",
    "UNet2DConditionModel",
    '_class_name is "UNet2DConditionModel", only "UNet2DModel" works here',
  ],
  ["attention_head_dim", 8, "attention_head_dim is 8, only null or 16 work here"],
  [
    "attention_head_dim",
    undefined,
    "attention_head_dim is missing, which means 8, only null or 16 work here",
  ],
  ["attn_norm_num_groups", 2, "attn_norm_num_groups is 2, only null or 4 work here"],
  [
    "block_out_channels",
    "x",
    'block_out_channels is "x", only 1..4 widths, even whole numbers in 4..512, work here',
  ],
  ["down_block_types", ["DownBlock2D", "DownBlock2D"], 'only ["DownBlock2D","AttnDownBlock2D"] works here'],
  ["up_block_types", ["UpBlock2D", "AttnUpBlock2D"], 'only ["AttnUpBlock2D","UpBlock2D"] works here'],
  ["up_block_types", undefined, "up_block_types is missing, only"],
  ["mid_block_type", null, 'mid_block_type is null, only "UNetMidBlock2D" works here'],
  ["add_attention", false, "add_attention is false, only true works here"],
  ["attention_legacy_order", true, "attention_legacy_order is true, only false works here"],
  ["norm_num_groups", 3, "norm_num_groups is 3, only divisors of all widths work here"],
  [
    "norm_num_groups",
    undefined,
    "norm_num_groups is missing, which means 32, only divisors of all widths work here",
  ],
  ["norm_eps", 1e-5, "norm_eps is 0.00001, only 0.000001 works here"],
  ["norm_eps", undefined, "norm_eps is missing, which means 0.00001, only 0.000001 works here"],
  ["center_input_sample", true, "center_input_sample is true, only false works here"],
  ["time_embedding_type", "fourier", 'time_embedding_type is "fourier", only "positional" works here'],
  ["time_embedding_dim", 16, "time_embedding_dim is 16, only null or 32 work here"],
  ["freq_shift", 0, "freq_shift is 0, only 1 works here"],
  ["flip_sin_to_cos", true, "flip_sin_to_cos is true, only false works here"],
  ["downsample_padding", 1, "downsample_padding is 1, only 0 works here"],
  ["downsample_type", "resnet", 'downsample_type is "resnet", only "conv" works here'],
  ["upsample_type", "resnet", 'upsample_type is "resnet", only "conv" works here'],
  ["mid_block_scale_factor", 1.4, "mid_block_scale_factor is 1.4, only 1 works here"],
  [
    "resnet_time_scale_shift",
    "scale_shift",
    'resnet_time_scale_shift is "scale_shift", only "default" works here',
  ],
  ["class_embed_type", "timestep", 'class_embed_type is "timestep", only null works here'],
  [
    "num_class_embeds",
    1,
    "num_class_embeds is 1, only null and 2..1001, the null class among them, work here",
  ],
  ["in_channels", 4, "in_channels is 4, only 1 or 3 work here"],
  ["out_channels", 6, "out_channels is 6, only 3 works here"],
  ["layers_per_block", 0, "layers_per_block is 0, only whole numbers in 1..4 work here"],
  ["sample_size", 18, "sample_size is 18, only multiples of 4 in 8..32 work here"],
  ["sample_size", null, "sample_size is null, only multiples of 4 in 8..32 work here"],
  ["sample_size", [16, 8], "sample_size is [16,8], only multiples of 4 in 8..32 work here"],
  ["sample_size", 1e300, "sample_size is 1e+300, only"],
] as const)("%s = %j is a problem", ([key, value, message]) => {
  const { problems } = read({ ...unetConfig(model.unet), [key]: value });
  expect(problems).toContainEqual(expect.stringContaining(message));
  expect(problems[0]).toMatch(/^unet\/config\.json: /);
});

test("a side may be given twice, and the head may be as wide as the attention", () => {
  const { shape, problems } = read({
    ...unetConfig(model.unet),
    sample_size: [16, 16],
    attention_head_dim: 16,
  });
  expect(problems).toEqual([]);
  expect(shape).toEqual(model.unet);
});

test("four resolutions take sides that halve three times", () => {
  const config = unetConfig({ ...model.unet, channels: [8, 8, 8, 8], imageSize: 12 });
  expect(read(config).problems).toEqual([
    "unet/config.json: sample_size is 12, only multiples of 8 in 8..32 work here",
  ]);
});

test("google/ddpm-cifar10-32, as its first version was published, is refused with all that it takes", () => {
  const { problems } = read({
    _class_name: "UNet2DModel",
    _diffusers_version: "0.0.4",
    act_fn: "silu",
    block_out_channels: [128, 256, 256, 256],
    center_input_sample: false,
    down_block_types: ["DownBlock2D", "AttnDownBlock2D", "DownBlock2D", "DownBlock2D"],
    downsample_padding: 0,
    flip_sin_to_cos: false,
    freq_shift: 1,
    in_channels: 3,
    layers_per_block: 2,
    mid_block_scale_factor: 1,
    norm_eps: 1e-6,
    norm_num_groups: 32,
    out_channels: 3,
    sample_size: 32,
    time_embedding_type: "positional",
    up_block_types: ["UpBlock2D", "UpBlock2D", "AttnUpBlock2D", "UpBlock2D"],
  });
  expect(problems.map((problem) => problem.split(" ")[1])).toEqual([
    "down_block_types",
    "up_block_types",
    "attention_head_dim",
  ]);
});

test("what changes nothing is noted", () => {
  const { problems, notes } = read({
    ...unetConfig(model.unet),
    dropout: 0.1,
    new_key: { a: 1 },
    _name_or_path: "x",
  });
  expect(problems).toEqual([]);
  expect(notes).toEqual([
    "unet/config.json: dropout (0.1) has no effect here",
    'unet/config.json: new_key ({"a":1}) is not known here and was left out',
  ]);
});
