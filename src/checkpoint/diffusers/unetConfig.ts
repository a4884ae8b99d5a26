import { at } from "#math/at.ts";
import { shown } from "../shown.ts";
import type { ConfigReader } from "./configReader.ts";
import { isWhole } from "./configReader.ts";
import type { UnetShape } from "./model.ts";

/** The release whose keys the folder has; later ones read it as well. */
export const DIFFUSERS_VERSION = "0.30.0";

/** What the page trains and shows. */
const SIZE = { min: 8, max: 32, step: 4 };
const LEVELS_MAX = 4;
const WIDTH_MAX = 512;
const LAYERS_MAX = 4;
const CLASSES_MAX = 1000;
const NORM_EPS = 1e-6;

/** `unet/config.json`: the arguments of diffusers' `UNet2DModel` for a network of this shape, all of them. */
export function unetConfig(shape: UnetShape): Readonly<Record<string, unknown>> {
  const { imageSize, imageChannels, channels, layers, groups, classes } = shape;
  return {
    _class_name: "UNet2DModel",
    _diffusers_version: DIFFUSERS_VERSION,
    act_fn: "silu",
    add_attention: true,
    attention_head_dim: null,
    attn_norm_num_groups: null,
    block_out_channels: channels,
    center_input_sample: false,
    class_embed_type: null,
    down_block_types: blocks(channels.length, "Down"),
    downsample_padding: 0,
    downsample_type: "conv",
    dropout: 0,
    flip_sin_to_cos: false,
    freq_shift: 1,
    in_channels: imageChannels,
    layers_per_block: layers,
    mid_block_scale_factor: 1,
    norm_eps: NORM_EPS,
    norm_num_groups: groups,
    num_class_embeds: classes === null ? null : classes + 1,
    num_train_timesteps: null,
    out_channels: imageChannels,
    resnet_time_scale_shift: "default",
    sample_size: imageSize,
    time_embedding_type: "positional",
    up_block_types: blocks(channels.length, "Up"),
    upsample_type: "conv",
  };
}

/** The shape that a `unet/config.json` describes; what the network here has no part for becomes a problem. */
export function readUnetConfig(config: ConfigReader): UnetShape {
  config.only("_class_name", undefined, "UNet2DModel");
  const channels = config.take(
    WIDTHS_KEY,
    [224, 448, 672, 896],
    widths,
    WIDTHS,
    standIns(config.get(WIDTHS_KEY)),
  );
  const width = at(channels, channels.length - 1);
  config.only("down_block_types", undefined, blocks(channels.length, "Down"));
  config.only("up_block_types", undefined, blocks(channels.length, "Up"));
  config.only("mid_block_type", "UNetMidBlock2D", "UNetMidBlock2D");
  config.only("add_attention", true, true);
  config.only("attention_head_dim", 8, null, width);
  config.only("attention_legacy_order", false, false);
  const groups = config.take("norm_num_groups", 32, dividing(channels), "divisors of all widths work", 1);
  config.only("attn_norm_num_groups", null, null, groups);
  config.only("norm_eps", 1e-5, NORM_EPS);
  config.only("act_fn", "silu", "silu");
  config.only("center_input_sample", false, false);
  config.only("time_embedding_type", "positional", "positional");
  config.only("time_embedding_dim", null, null, 4 * at(channels, 0));
  config.only("freq_shift", 0, 1);
  config.only("flip_sin_to_cos", true, false);
  config.only("downsample_padding", 1, 0);
  config.only("downsample_type", "conv", "conv");
  config.only("upsample_type", "conv", "conv");
  config.only("mid_block_scale_factor", 1, 1);
  config.only("resnet_time_scale_shift", "default", "default");
  config.only("class_embed_type", null, null);
  const imageChannels = config.only("in_channels", 3, 1, 3);
  config.only("out_channels", 3, imageChannels);
  const shape = {
    imageSize: config.take("sample_size", null, side(channels.length), sideWords(channels.length), SIZE.min),
    imageChannels,
    channels,
    layers: config.whole("layers_per_block", 2, 1, LAYERS_MAX),
    groups,
    classes: config.take("num_class_embeds", null, classes, CLASSES, { count: null }).count,
  };
  config.noteDifferent("has no effect here", { dropout: 0, num_train_timesteps: null });
  config.noteTheRest();
  return shape;
}

const WIDTHS_KEY = "block_out_channels";
const WIDTHS = `1..${LEVELS_MAX} widths, even whole numbers in 4..${WIDTH_MAX}, work`;
const CLASSES = `null and 2..${CLASSES_MAX + 1}, the null class among them, work`;

/** Attention at the coarsest resolution only, the last on the way down and the first on the way up. */
function blocks(levels: number, way: "Down" | "Up"): readonly string[] {
  const coarsest = way === "Down" ? levels - 1 : 0;
  return Array.from({ length: levels }, (_, i) => `${i === coarsest ? "Attn" : ""}${way}Block2D`);
}

function widths(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length < 1 || value.length > LEVELS_MAX) return undefined;
  const isLegal = (width: unknown): width is number =>
    isWhole(width) && width >= 4 && width <= WIDTH_MAX && width % 2 === 0;
  return value.every(isLegal) ? value : undefined;
}

/** As many widths as there are, so that the blocks are held against the right number of levels. */
function standIns(value: unknown): readonly number[] {
  return Array.isArray(value) && value.length > 0 ? value.slice(0, 2 * LEVELS_MAX).map(() => 32) : [32, 64];
}

function dividing(channels: readonly number[]): (value: unknown) => number | undefined {
  return (value) =>
    isWhole(value) && value >= 1 && channels.every((width) => width % value === 0) ? value : undefined;
}

/** Each halving must come out even. A side may be given as [height, width]. */
function side(levels: number): (value: unknown) => number | undefined {
  return (value) => {
    const size: unknown =
      Array.isArray(value) && shown(value) === shown([value[0], value[0]]) ? value[0] : value;
    const isLegal = isWhole(size) && size >= SIZE.min && size <= SIZE.max && size % sideStep(levels) === 0;
    return isLegal ? size : undefined;
  };
}

function sideStep(levels: number): number {
  return Math.max(SIZE.step, 2 ** (levels - 1));
}

function sideWords(levels: number): string {
  return `multiples of ${sideStep(levels)} in ${SIZE.min}..${SIZE.max} work`;
}

function classes(value: unknown): { count: number | null } | undefined {
  if (value === null) return { count: null };
  return isWhole(value) && value >= 2 && value <= CLASSES_MAX + 1 ? { count: value - 1 } : undefined;
}
