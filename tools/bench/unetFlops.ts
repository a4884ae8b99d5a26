import { at } from "#math/at.ts";
import type { UnetConfig } from "#nn/config.ts";

/**
 * Floating-point operations of the network's forward pass on one image, a multiplication and an addition counting as two: 2 k² Cin Cout H W
 * for each convolution, 2 Cin Cout for each linear layer and pixel or image, 4 (H W)² C for each attention. What is done once per
 * element (norms, activations, sums) is left out, as is usual. A training step on an image costs three times that.
 */
export function unetFlops(config: UnetConfig): number {
  const { imageSize, imageChannels, channels, layers } = config;
  const width = at(channels, 0);
  const embedding = 4 * width;
  const last = channels.length - 1;
  const sizes = channels.map((_, level) => Math.ceil(imageSize / 2 ** level));

  /** A residual block at a level, and attention after it where that is the coarsest. */
  const unit = (level: number, channelsIn: number, attends = level === last): number => {
    const channelsOut = at(channels, level);
    const pixels = at(sizes, level) ** 2;
    const shortcut = channelsIn === channelsOut ? 0 : convolution(1, channelsIn, channelsOut, pixels);
    return (
      convolution(3, channelsIn, channelsOut, pixels) +
      linear(embedding, channelsOut) +
      convolution(3, channelsOut, channelsOut, pixels) +
      shortcut +
      (attends ? attention(channelsOut, pixels) : 0)
    );
  };

  let flops = linear(width, embedding) + linear(embedding, embedding);
  flops += convolution(3, imageChannels, width, imageSize ** 2);
  let made = width;
  const skips = [made];
  for (const [level, channelsOut] of channels.entries()) {
    for (let i = 0; i < layers; i++) {
      flops += unit(level, made);
      made = channelsOut;
      skips.push(made);
    }
    if (level === last) continue;
    flops += convolution(3, made, made, at(sizes, level + 1) ** 2);
    skips.push(made);
  }
  flops += unit(last, made) + unit(last, made, false);
  for (let level = last; level >= 0; level--) {
    for (let i = 0; i <= layers; i++) {
      flops += unit(level, made + (skips.pop() ?? 0));
      made = at(channels, level);
    }
    if (level > 0) flops += convolution(3, made, made, at(sizes, level - 1) ** 2);
  }
  return flops + convolution(3, width, imageChannels, imageSize ** 2);
}

/** A convolution of `pixels` results. */
export function convolution(kernel: number, channelsIn: number, channelsOut: number, pixels: number): number {
  return 2 * kernel ** 2 * channelsIn * channelsOut * pixels;
}

function linear(channelsIn: number, channelsOut: number): number {
  return convolution(1, channelsIn, channelsOut, 1);
}

/** Of every pixel to every other, with the four layers around it. */
function attention(channels: number, pixels: number): number {
  return 4 * convolution(1, channels, channels, pixels) + 4 * pixels ** 2 * channels;
}
