import { at } from "#math/at.ts";
import { attention } from "./attention.ts";
import type { UnetConfig } from "./config.ts";
import { groupNorm } from "./groupNorm.ts";
import type { Layer } from "./layers.ts";
import { concatChannels, conv, embedding, silu } from "./layers.ts";
import { residualBlock } from "./residualBlock.ts";
import type { Layout, Weights } from "./scope.ts";
import { Scope } from "./scope.ts";
import * as tf from "./tf.ts";
import { timestepEmbedding } from "./timestepEmbedding.ts";

/** The network, eps_theta or one that says x_0 or v instead: its parameters, and what it makes of images and timesteps. */
export interface Unet {
  readonly config: UnetConfig;
  readonly layout: Layout;
  /** Length of the row of sines and cosines that tells the time; see `timestepRows`. */
  readonly timestepChannels: number;
  /**
   * (x_t [B,H,W,C], the row of each image's t [B,timestepChannels], its class [B]) -> eps_theta(x_t, t) [B,H,W,C]. The caller
   * runs it within a tidy.
   *
   * @param labels whole numbers up to `config.classes`, which stands for none; a network that knows no classes ignores them.
   * @throws {RangeError} when a network that knows classes is given none.
   */
  forward(
    weights: Weights,
    xt: tf.Tensor4D,
    timestepRows: tf.Tensor2D,
    labels?: tf.Tensor1D | null,
  ): tf.Tensor4D;
}

/** One residual block, then attention where the resolution is the coarsest. */
type Unit = (weights: Weights, x: tf.Tensor4D, time: tf.Tensor2D) => tf.Tensor4D;

/** The units of one resolution, and what changes the resolution after them. */
interface Stage {
  readonly units: readonly Unit[];
  readonly resample: Layer | null;
}

/**
 * DDPM's U-Net, drawn for two resolutions of one block each. Every output on the way down waits for its turn on the way up.
 *
 *     x_t ─ conv_in ─┬─ unit ─┬─ downsample ─┬─ unit ─┬─ mid ─ unit ─ unit ─ upsample ─ unit ─ unit ─ norm ─ silu ─ conv_out ─ eps
 *                    │        │              │        └────────┘      │                 │      │
 *                    │        │              └────────────────────────┘                 │      │
 *                    │        └─────────────────────────────────────────────────────────┘      │
 *                    └─────────────────────────────────────────────────────────────────────────┘
 *
 * Ho et al. 2020, appendix B; names, order of layers and widths as in diffusers' `UNet2DModel`.
 */
export function createUnet(config: UnetConfig): Unet {
  const { imageChannels, channels, classes } = config;
  const root = new Scope();
  const width = at(channels, 0);
  const timeWidth = 4 * width;

  const convIn = conv(root.child("conv_in"), imageChannels, width);
  const timeEmbedding = timestepEmbedding(root.child("time_embedding"), width, timeWidth);
  const classEmbedding =
    classes === null ? null : embedding(root.child("class_embedding"), classes + 1, timeWidth);
  const down = channels.map((_, level) => downStage(root.child(`down_blocks.${level}`), config, level));
  const mid = midUnits(root.child("mid_block"), config);
  const up = channels.map((_, level) => upStage(root.child(`up_blocks.${level}`), config, level));
  const normOut = groupNorm(root.child("conv_norm_out"), width, config.groups, "silu");
  const convOut = conv(root.child("conv_out"), width, imageChannels, { zeroInit: config.zeroInit });

  return {
    config,
    layout: root.layout,
    timestepChannels: width,
    forward(weights, xt, timestepRows, labels = null) {
      const time = silu(embed(weights, timestepRows, labels));
      let h = convIn(weights, xt);
      const skips = [h];
      for (const { units, resample } of down) {
        for (const unit of units) skips.push((h = unit(weights, h, time)));
        if (resample) skips.push((h = resample(weights, h)));
      }
      for (const unit of mid) h = unit(weights, h, time);
      let waiting = skips.length;
      for (const { units, resample } of up) {
        for (const unit of units) h = unit(weights, concatChannels(h, at(skips, --waiting)), time);
        if (resample) h = resample(weights, h);
      }
      return convOut(weights, normOut(weights, h));
    },
  };

  /** What every block is told: the time, and the class where there are classes. */
  function embed(weights: Weights, rows: tf.Tensor2D, labels: tf.Tensor1D | null): tf.Tensor2D {
    const time = timeEmbedding(weights, rows);
    if (!classEmbedding) return time;
    if (!labels) throw new RangeError(`a network of ${classes} classes is given no labels`);
    return tf.add(time, classEmbedding(weights, labels));
  }
}

function downStage(scope: Scope, config: UnetConfig, level: number): Stage {
  const { channels, layers } = config;
  const isCoarsest = level === channels.length - 1;
  const channelsOut = at(channels, level);
  const channelsIn = at(channels, Math.max(0, level - 1));
  return {
    units: Array.from({ length: layers }, (_, i) =>
      createUnit(scope, config, i, i === 0 ? channelsIn : channelsOut, channelsOut, isCoarsest),
    ),
    resample: isCoarsest
      ? null
      : conv(scope.child("downsamplers.0.conv"), channelsOut, channelsOut, { stride: 2 }),
  };
}

function midUnits(scope: Scope, config: UnetConfig): Unit[] {
  const channels = at(config.channels, config.channels.length - 1);
  return [
    createUnit(scope, config, 0, channels, channels, true),
    createUnit(scope, config, 1, channels, channels, false),
  ];
}

/** Level 0 is the coarsest here. Each unit takes what the one before it made, beside one output of the way down. */
function upStage(scope: Scope, config: UnetConfig, level: number): Stage {
  const channels = config.channels.toReversed();
  const last = channels.length - 1;
  const channelsOut = at(channels, level);
  const channelsBefore = at(channels, Math.max(0, level - 1));
  const channelsOfFinerSkip = at(channels, Math.min(last, level + 1));
  const units = Array.from({ length: config.layers + 1 }, (_, i) => {
    const made = i === 0 ? channelsBefore : channelsOut;
    const skipped = i === config.layers ? channelsOfFinerSkip : channelsOut;
    return createUnit(scope, config, i, made + skipped, channelsOut, level === 0);
  });
  if (level === last) return { units, resample: null };
  const resample = conv(scope.child("upsamplers.0.conv"), channelsOut, channelsOut, { upsampled: true });
  return { units, resample };
}

function createUnit(
  scope: Scope,
  { channels, groups, zeroInit }: UnetConfig,
  index: number,
  channelsIn: number,
  channelsOut: number,
  attends: boolean,
): Unit {
  const embedding = 4 * at(channels, 0);
  const shape = { channelsIn, channelsOut, embedding, groups, zeroInit };
  const block = residualBlock(scope.child(`resnets.${index}`), shape);
  if (!attends) return block;
  const attend = attention(scope.child(`attentions.${index}`), channelsOut, groups);
  return (weights, x, time) => attend(weights, block(weights, x, time));
}
